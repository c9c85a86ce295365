"""Signing in and out: one page for those who read and for those who keep the archive in order."""

import math

from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.urls import reverse

from archive.access import attempt, forgive
from archive.errors import DOWN, RETRY_AFTER, down
from archive.pages import not_now


class SignInForm(AuthenticationForm):
    """Name and password. Whoever guesses too often has to wait, whether the next guess is right or not."""

    wait = 0.0
    """Seconds until the next attempt is looked at."""

    error_messages = {"invalid_login": "There is no account of this name with this password; capitals count."}

    def clean(self):
        """Count the attempt first, so that guesses at the same time do not pass together; one that is right is free."""
        name = self.cleaned_data.get("username", "")
        self.wait = attempt(self.request, name)
        if self.wait:
            minutes = math.ceil(self.wait / 60)
            plural = "s" * (minutes > 1)
            raise ValidationError(
                f"Too many attempts to sign in came from where you are: wait {minutes} minute{plural}."
            )
        cleaned = super().clean()
        forgive(self.request, name)
        return cleaned


class SignIn(views.LoginView):
    """Sign in, then go on to where one was going; without such a place curators go to their desk, readers to search."""

    form_class = SignInForm
    template_name = "archive/sign_in.html"

    def dispatch(self, request, *args, **kwargs):
        """Say what is down, as all pages do."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except tuple(DOWN) as error:
            return not_now(request, down(error), 503, RETRY_AFTER)

    def form_invalid(self, form):
        """Show the form again; where one has to wait, the answer says so to programs as well."""
        response = super().form_invalid(form)
        if form.wait:
            response.status_code = 429
            response["Retry-After"] = str(math.ceil(form.wait))
        return response

    def get_default_redirect_url(self):
        """Return where to go without `next`, which is followed within this site alone."""
        return reverse("admin:index" if self.request.user.is_staff else "home")


class SignOut(views.LogoutView):
    """Sign out, by a form: a link could be followed by mistake, or by a page elsewhere."""

    next_page = "login"
