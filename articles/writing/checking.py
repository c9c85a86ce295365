"""Checks a body against its serializer, and tells every mistake in it at once, in the shape of all errors."""

from itertools import chain, islice

from rest_framework.serializers import BaseSerializer, ListSerializer, Serializer

from articles.parameters import BadParameters, Mistake, clip, nearest

OWN = {
    *("id", "url", "text", "word_count", "revision", "created_at", "updated_at"),
    *("status", "problems", "merged_into", "withdrawal", "article"),
}
"""What answers show and the archive alone can know."""

MOST_TOLD = 100
"""Mistakes of one body that are told: more would be a larger answer than the body, and to guess what each name meant
takes a while."""


def checked(serializer: type[Serializer], data: dict) -> dict:
    """Return what a body gives, as its serializer reads it; raises `BadParameters` with every mistake in it."""
    read = serializer(data=data)
    wrong = {} if read.is_valid() else read.errors
    mistakes = chain(_unknown(read, data, ""), _flat(read, wrong, data, ""))
    if told := [*islice(mistakes, MOST_TOLD)]:
        raise BadParameters(*told)
    return dict(read.validated_data)


def _unknown(field, data, path):
    """Yield a mistake for each name that no serializer here or further in declares."""
    if isinstance(field, ListSerializer) and isinstance(data, list):
        for place, one in enumerate(data):
            yield from _unknown(field.child, one, f"{path}[{place}]")
    elif isinstance(field, Serializer) and isinstance(data, dict):
        for name, value in data.items():
            if name in field.fields:
                yield from _unknown(field.fields[name], value, _joined(path, name))
            else:
                yield _no_field(name, tuple(field.fields), path)


def _no_field(name, valid, path):
    where = f"in {path}" if path else "here"
    if name in OWN:
        sentence = f"The archive finds out “{name}” {where} by itself: leave it out."
        return Mistake(sentence, parameter=_joined(path, name), valid=valid)
    sentence = f"There is no field “{clip(name)}” {where}: use {', '.join(valid)}."
    return Mistake(sentence, parameter=_joined(path, clip(name)), valid=valid, nearest=nearest(name, valid))


def _flat(field, errors, data, path):
    """Yield a mistake for each message in the errors of a serializer, however deep."""
    if isinstance(errors, dict):
        for name, inner in errors.items():
            if name == "non_field_errors":
                yield from _flat(field, inner, data, path)
            elif isinstance(name, int):
                yield from _flat(field.child, inner, _at(data, name), f"{path}[{name}]")
            else:
                yield from _flat(field.fields[name], inner, _at(data, name), _joined(path, name))
    elif isinstance(errors, list):
        for place, inner in enumerate(errors):
            if isinstance(inner, dict | list):
                yield from _flat(field.child, inner, _at(data, place), f"{path}[{place}]")
            else:
                yield _mistake(field, str(inner), data, path)


def _mistake(field, message, data, path):
    valid = () if isinstance(field, BaseSerializer) else tuple(filter(None, getattr(field, "choices", ())))
    meant = nearest(data, valid) if valid and isinstance(data, str) else None
    sentence = f"{path}: {message.rstrip('.')}." if path else f"{message.rstrip('.')}."
    return Mistake(sentence, parameter=path or None, valid=valid, nearest=meant)


def _at(data, place):
    """Return what stands at a place of the data, None where there is no such place."""
    try:
        return data[place]
    except (KeyError, IndexError, TypeError):
        return None


def _joined(path, name):
    return f"{path}.{name}" if path else name
