"""Signing in and out: one page for those who read and for those who keep the archive in order."""

import math

from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archive.errors import DOWN, RETRY_AFTER, down
from archive.languages import in_their_language
from archive.limits import attempt, forgive
from archive.pages.guarding import not_now
from archive.roles import opens_desk


class Slowed:
    """A form that takes a password. Whoever guesses too often has to wait, whether the next guess is right or not."""

    wait = 0.0
    """Seconds until the next attempt is looked at."""

    def count(self, request, name):
        """Count an attempt before it is looked at, so that guesses at the same time do not pass together."""
        self.wait = attempt(request, name)
        if self.wait:
            minutes = math.ceil(self.wait / 60)
            sentence = ngettext(
                "Too many attempts to sign in came from where you are: wait {minutes} minute.",
                "Too many attempts to sign in came from where you are: wait {minutes} minutes.",
                minutes,
            )
            raise ValidationError(sentence.format(minutes=minutes))


class SlowedView:
    """Shows such a form. Says what is down, as all pages do; where one has to wait, programs are told as well."""

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except tuple(DOWN) as error:
            return not_now(request, _(down(error)), 503, RETRY_AFTER)

    def form_invalid(self, form):
        response = super().form_invalid(form)
        if form.wait:
            response.status_code = 429
            response["Retry-After"] = str(math.ceil(form.wait))
        return response


class SignInForm(Slowed, AuthenticationForm):
    """Name and password."""

    error_messages = {
        "invalid_login": gettext_lazy("There is no account of this name with this password; capitals count.")
    }

    def clean(self):
        """Count first; what is right is free."""
        name = self.cleaned_data.get("username", "")
        self.count(self.request, name)
        cleaned = super().clean()
        forgive(self.request, name)
        return cleaned


@method_decorator(in_their_language, name="dispatch")
class SignIn(SlowedView, views.LoginView):
    """Sign in, then go on to where one was going; without such a place curators go to their desk, readers to search."""

    form_class = SignInForm
    template_name = "archive/sign_in.html"

    def get_default_redirect_url(self):
        """Return where to go without `next`, which is followed within this site alone."""
        return reverse("admin:index" if opens_desk(self.request.user) else "home")


class SignOut(views.LogoutView):
    """Sign out, by a form: a link could be followed by mistake, or by a page elsewhere."""

    next_page = "login"


class PasswordForm(Slowed, PasswordChangeForm):
    """The old password, and a new one twice: a session that was left open is no way to try passwords out."""

    required_css_class = "required"

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self):
        """Count first; what is right is free."""
        self.count(self.request, self.user.get_username())
        password = super().clean_old_password()
        forgive(self.request, self.user.get_username())
        return password


class PasswordChange(SlowedView, views.PasswordChangeView):
    """Change one's own password, in the admin."""

    form_class = PasswordForm

    def get_form_kwargs(self):
        """Let the form know from where it came."""
        return super().get_form_kwargs() | {"request": self.request}
