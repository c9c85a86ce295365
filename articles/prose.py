"""The body of an article as HTML that is safe to show, whatever came in.

Two barriers, each of them enough: Markdown is rendered with HTML switched off, and what comes out is cleaned.
Nothing in it is loaded from anywhere: pictures become links.
"""

from functools import cache
from html import escape

LONGEST = 500_000
MOST_MARKS = 20_000
"""Characters of a body that is rendered, and how many of them may be marks of Markdown: half a second's work."""

TAGS = {"p", "br", "hr", "em", "strong", "a", "ul", "ol", "li", "blockquote", "pre", "code"}
TAGS |= {"h2", "h3", "h4", "h5", "h6"}
WEB = ("http://", "https://")
REL = "nofollow noopener noreferrer"


def html(body):
    """Return a Markdown body as HTML: no element, attribute or scheme but those that a text needs."""
    import nh3

    return nh3.clean(
        parser().render(body),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        attribute_filter=_only_web,
        url_schemes={"http", "https"},
        link_rel=REL,
    )


def whole(article):
    """Return the text of an article as HTML that is safe to show; as plain paragraphs where it is too much."""
    if not is_too_much(article["body"]):
        return html(article["body"])
    return "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in article["text"].split("\n\n"))


def web(url):
    """Return an address only if it leads to the web: never a script, never into this site."""
    return url if url.lower().startswith(WEB) else ""


def is_too_much(body):
    """Whether a body is so long, or so full of marks, that it is shown as plain paragraphs instead."""
    return len(body) > LONGEST or sum(map(body.count, "[]*_`<!&\\")) > MOST_MARKS


def _only_web(tag, name, value):
    """Drop links that lead anywhere but to the web: relative ones would lead into this site."""
    return value if name != "href" or value.lower().startswith(WEB) else None


@cache
def parser():
    """Return the one parser: CommonMark without HTML, with headings below that of the page."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False})
    parser.add_render_rule("image", _picture)
    parser.add_render_rule("heading_open", _heading)
    parser.add_render_rule("heading_close", _heading)
    return parser


def _picture(renderer, tokens, number, options, env):
    """A picture as a link with its description."""
    from markdown_it.common.utils import escapeHtml

    token = tokens[number]
    told = renderer.renderInlineAsText(token.children or [], options, env) or "picture"
    return f'<a href="{escapeHtml(str(token.attrs.get("src", "")))}">{escapeHtml(told)}</a>'


def _heading(renderer, tokens, number, options, env):
    """The page has one heading of the first rank, its headline."""
    if tokens[number].tag == "h1":
        tokens[number].tag = "h2"
    return renderer.renderToken(tokens, number, options, env)
