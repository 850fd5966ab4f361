// Reads a ticket's QR code with the phone's camera: by the browser's own BarcodeDetector, or where
// there is none by a vendored library that is fetched only then.

import { findHere, isAway } from "./find-here.js";

const CODE = /([\w-]{6,40})\/?$/;
// Reading four times a second is quick for people and leaves the phone cool.
const PAUSE = 250;
const LARGEST = 720;

export function startScanner(place) {
  if (!navigator.mediaDevices?.getUserMedia) return;
  const view = place.querySelector(".scan__view");
  const video = place.querySelector("video");
  const words = place.querySelector(".scan__words");
  const button = place.querySelector(".scan__start");
  view.hidden = false;

  button.addEventListener("click", async () => {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      say(words, place.dataset.denied);
      return;
    }
    button.hidden = true;
    video.hidden = false;
    words.hidden = false;
    video.srcObject = stream;
    await video.play();
    const read = await reader(place.dataset.library);
    const stop = () => {
      for (const track of stream.getTracks()) track.stop();
    };
    window.addEventListener("pagehide", stop, { once: true });
    const look = async () => {
      const text = await read(video);
      const code = text && CODE.exec(text.trim())?.[1];
      if (code && isAway()) {
        if (await findHere(code)) stop();
        else say(words, place.dataset.unknown);
        button.hidden = stream.active;
        video.hidden = !stream.active;
      } else if (code) {
        stop();
        // Only the code is taken from what was read: the address is ours.
        window.location.assign(`${place.dataset.scan}?kode=${encodeURIComponent(code)}`);
        return;
      }
      if (text && !code) say(words, place.dataset.foreign);
      if (stream.active) setTimeout(look, PAUSE);
    };
    look();
  });
}

function say(words, text) {
  words.hidden = false;
  words.textContent = text;
}

async function reader(library) {
  if ("BarcodeDetector" in window) {
    const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
    if (formats.includes("qr_code")) {
      const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
      return async (video) => (await detector.detect(video).catch(() => []))[0]?.rawValue ?? "";
    }
  }
  const { default: decode } = await import(library);
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const { videoWidth, videoHeight } = video;
    if (!videoWidth) return "";
    const scale = Math.min(1, LARGEST / Math.max(videoWidth, videoHeight));
    canvas.width = Math.round(videoWidth * scale);
    canvas.height = Math.round(videoHeight * scale);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decode(pen.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return ""; // no code in this picture
    }
  };
}
