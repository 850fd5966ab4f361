"""Styles and data that stand in the page itself, allowed by their hash (config/web/policy.py)."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.web.policy import allow

register = template.Library()


@register.simple_block_tag(takes_context=True)
def inline_style(context: template.Context, content: SafeString) -> SafeString:
    """`<style>` with what stands inside."""
    if "request" in context:
        allow(context["request"], "style-src", content)
    return format_html("<style>{}</style>", content)


@register.simple_block_tag(takes_context=True)
def inline_script(context: template.Context, content: SafeString, kind: str) -> SafeString:
    """`<script>` of that kind with what stands inside."""
    if "request" in context:
        allow(context["request"], "script-src", content)
    return format_html('<script type="{}">{}</script>', kind, content)
