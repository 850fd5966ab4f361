// Reads a JSON list of calendars (texts) from stdin, writes what ical.js found in each to stdout.
import { readFileSync } from "node:fs";
import ICAL from "./vendor/ical.mjs";

const instant = (property) => property && property.getFirstValue().toJSDate().toISOString();
const zone = (property) => property?.getFirstParameter("tzid") ?? null;
const values = (component, name) => component.getAllProperties(name).flatMap((p) => p.getValues());
const text = (component, name) => component.getFirstPropertyValue(name)?.toString() ?? null;

function person(property) {
  return {
    address: property.getFirstValue(),
    name: property.getFirstParameter("cn") ?? "",
    role: property.getFirstParameter("role") ?? null,
    partstat: property.getFirstParameter("partstat") ?? null,
    rsvp: property.getFirstParameter("rsvp") === "TRUE",
  };
}

function event(component, calendar) {
  const organizer = component.getFirstProperty("organizer");
  return {
    method: text(calendar, "method"),
    uid: text(component, "uid"),
    sequence: component.getFirstPropertyValue("sequence"),
    stamp: instant(component.getFirstProperty("dtstamp")),
    created_at: instant(component.getFirstProperty("created")),
    changed_at: instant(component.getFirstProperty("last-modified")),
    starts_at: instant(component.getFirstProperty("dtstart")),
    ends_at: instant(component.getFirstProperty("dtend")),
    time_zone: zone(component.getFirstProperty("dtstart")),
    summary: text(component, "summary"),
    location: text(component, "location"),
    description: text(component, "description"),
    url: text(component, "url"),
    geo: component.getFirstPropertyValue("geo"),
    status: text(component, "status"),
    transparency: text(component, "transp"),
    visibility: text(component, "class"),
    categories: values(component, "categories"),
    organizer: organizer ? person(organizer) : null,
    attendees: component.getAllProperties("attendee").map(person),
    alarms: component.getAllSubcomponents("valarm").map((alarm) => ({
      action: text(alarm, "action"),
      trigger: text(alarm, "trigger"),
      description: text(alarm, "description"),
    })),
  };
}

function read(source) {
  // Without our VTIMEZONE ical.js takes a time for floating; the host's zone must not help it.
  ICAL.TimezoneService.reset();
  const calendar = new ICAL.Component(ICAL.parse(source));
  return calendar.getAllSubcomponents("vevent").map((component) => event(component, calendar));
}

const sources = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(sources.map(read)));
