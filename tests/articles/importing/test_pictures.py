"""Pictures and captions of a clipping."""

import pytest

from articles.importing.draft import Picture

TEXT = "The harbour reopened on Monday, and the ships came in.\n\nNobody knows what comes next, said the mayor."


def read(clipping, text, rest=TEXT):
    return clipping(f"# H\n\n2023-09-20\n\n{text}\n\n{rest}")


QUAY = Picture(caption="Ships at the quay.", credit="Nell Farrow / AFP")
HELD = Picture(url="https://a.b/1.jpg", caption="Ships at the quay.", credit="Nell Farrow / AFP")


@pytest.mark.parametrize(
    ("text", "picture"),
    [
        ("Ships at the quay. **Nell Farrow / AFP**", QUAY),
        ("Ships at the quay. __Nell Farrow / AFP__", QUAY),
        ("Ships at\nthe quay. **Nell Farrow / AFP**  ", QUAY),
        ("Ships at the quay. **Photo: Nell Farrow / AFP**", QUAY),
        ("Ships at the quay. *Photo: Nell Farrow / AFP*", QUAY),
        ("Ships at the quay. _Photo by: Nell Farrow / AFP_", QUAY),
        ("![](https://a.b/1.jpg)\n\nShips at the quay. **Nell Farrow / AFP**", HELD),
        ("![](https://a.b/1.jpg)\nShips at the quay. **Nell Farrow / AFP**", HELD),
        ("![ships](https://a.b/1.jpg) Ships at the quay. **Nell Farrow / AFP**", HELD),
        ("[![](https://a.b/1.jpg)](https://a.b/large)\n\nShips at the quay. **Nell Farrow / AFP**", HELD),
        ("Ships at the quay. **Nell Farrow / AFP**\n\n![](https://a.b/1.jpg)", HELD),
        ("Ships at the quay. **Nell Farrow / AFP**\n![](https://a.b/1.jpg)", HELD),
        ("![](https://a.b/1.jpg)\n\n*Ships at the quay. Photo: Nell Farrow / AFP*", HELD),
        ("![](https://a.b/1.jpg)", Picture(url="https://a.b/1.jpg")),
        ('![Ships](<https://a.b/1.jpg> "title")', Picture(url="https://a.b/1.jpg", caption="Ships")),
        ("![Ships](javascript:alert(1))", Picture(caption="Ships")),
        ("Soldiers at night **AP**", Picture(caption="Soldiers at night", credit="AP")),
        ("A [map](#) of *Karabakh*. **AFP**", Picture(caption="A map of Karabakh.", credit="AFP")),
    ],
)
def test_a_picture_and_its_caption_are_taken_together(clipping, text, picture):
    draft = read(clipping, text)
    assert draft.images == (picture,)
    assert draft.body == TEXT


def test_several_captions_are_several_pictures_in_order(clipping):
    draft = read(clipping, "One. **A / B**\n\nTwo. **C / D**", f"{TEXT}\n\n![](https://a.b/3.jpg)\n\nThree. **E / F**")
    assert [(one.url, one.caption, one.credit) for one in draft.images] == [
        ("", "One.", "A / B"),
        ("", "Two.", "C / D"),
        ("https://a.b/3.jpg", "Three.", "E / F"),
    ]
    assert draft.body == TEXT


@pytest.mark.parametrize(
    "text",
    [
        "He said it was **important**",
        "What matters is **peace!**",
        "**Q:** Is it over? **A: no**",
        "**Everything here is bold**",
        "One word is **bold** here.",
        "Long text that ends in **" + "many words " * 20 + "indeed**",
    ],
)
def test_bold_words_at_the_end_of_a_sentence_are_no_credit(clipping, text):
    draft = clipping(f"# H\n\n2023-09-20\n\n{TEXT}\n\n{text}")
    assert draft.images == ()
    assert draft.body == f"{TEXT}\n\n{text}"


def test_a_caption_that_is_the_only_paragraph_is_the_body(clipping):
    draft = read(clipping, "Ships at the quay. **Nell Farrow / AFP**", "")
    assert (draft.body, draft.images) == ("Ships at the quay. **Nell Farrow / AFP**", ())


def test_beside_a_picture_it_is_a_caption_even_then(clipping):
    draft = read(clipping, "![](https://a.b/1.jpg)\n\nShips at the quay. **Nell Farrow / AFP**", "")
    assert (draft.body, draft.images) == ("", (HELD,))


def test_a_picture_within_the_text_stays_there(clipping):
    text = "The flag ![flag](https://a.b/f.png) was raised over the town."
    assert text in read(clipping, text).body


def test_a_paragraph_behind_a_picture_without_credit_is_text(clipping):
    draft = clipping(f"# H\n\n2023-09-20\n\n![](https://a.b/1.jpg) {TEXT}")
    assert (draft.body, draft.images) == (TEXT, (Picture(url="https://a.b/1.jpg"),))


def test_a_relative_picture_is_completed_by_the_address(clipping):
    draft = read(clipping, "![](/1.jpg)", f"{TEXT}\n\nOriginal url: https://a.b/c")
    assert draft.images == (Picture(url="https://a.b/1.jpg"),)


def test_a_picture_whose_address_leads_nowhere_keeps_it_in_the_evidence(clipping):
    draft = clipping("# H\n\n2023-09-20\n\n![](a.jpg)\n\nThe harbour reopened.")
    (said,) = (one for one in draft.evidence if one.field == "images")
    assert (said.raw, said.repairs) == ("![](a.jpg)", ("it was no address on the web, and left out",))
