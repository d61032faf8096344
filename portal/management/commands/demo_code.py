"""manage.py demo_code USER: the six digits an authenticator app would show now, for example accounts only."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.people import code_now


class Command(BaseCommand):
    help = "Show the second step's code of one of the demo's sign-ins."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, username, **options):
        held = Authenticator.objects.filter(
            user__username=username, user__example=True, type=Authenticator.Type.TOTP
        ).first()
        if held is None or not settings.PORTAL_DEMO:
            raise CommandError(f"{username} is not one of the demo's sign-ins.")
        self.stdout.write(code_now(held.data["secret"]))
