"""An OpenID provider on loopback: Django with django-oauth-toolkit, neither of which anybody here wrote.

    provider.py REDIRECT_URI ...

Prints `ready ISSUER` when it listens, and ends when its standard input does. The people are alice and bob, whose
passwords are pw-alice and pw-bob; the clients are gate53d with the secret `secret of gate53d`, and other. POST to
/rotate signs with a new key from then on, and forgets the one before.
"""

import os
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


def new_key():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


# Bound before Django is told the issuer, which has the port.
server = make_server("127.0.0.1", 0, None, WSGIServer, Quiet)
issuer = f"http://127.0.0.1:{server.server_port}/o"

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="of a provider that nobody trusts",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="__main__",
    # In memory: the server has one thread.
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "oauth2_provider",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request"],
                "loaders": [
                    (
                        "django.template.loaders.locmem.Loader",
                        {
                            "registration/login.html": "<!doctype html><title>Log in</title><h1>Log in</h1>"
                            '<form method="post">{% csrf_token %}{{ form.as_p }}<button>Log in</button></form>'
                        },
                    ),
                    "django.template.loaders.app_directories.Loader",
                ],
            },
        }
    ],
    # The usual one is slow on purpose.
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    LOGIN_URL="/login/",
    LOGGING_CONFIG=None,
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True,
        "OIDC_ISS_ENDPOINT": issuer,
        "OIDC_RSA_PRIVATE_KEY": new_key(),
        "OAUTH2_VALIDATOR_CLASS": "__main__.Validator",
        "SCOPES": {"openid": "Who you are", "profile": "Your name", "email": "Your address"},
        "PKCE_REQUIRED": True,
        "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
        "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    },
)
settings.TEMPLATES[0]["APP_DIRS"] = False
django.setup()

from django.contrib.auth import get_user_model
from django.contrib.auth.views import LoginView
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.models import get_application_model
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.settings import oauth2_settings


class Validator(OAuth2Validator):
    def get_additional_claims(self, request):
        user = request.user
        return {"name": user.first_name, "email": user.email, "email_verified": user.username == "alice"}


@csrf_exempt
def rotate(request):
    oauth2_settings.OIDC_RSA_PRIVATE_KEY = new_key()
    return HttpResponse("rotated")


urlpatterns = [
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("login/", LoginView.as_view()),
    path("rotate", rotate),
]


def main():
    # The modules above are looked up by the name that they are imported by.
    call_command("migrate", verbosity=0)
    for name in ["alice", "bob"]:
        get_user_model().objects.create_user(name, f"{name}@example.com", f"pw-{name}", first_name=name.capitalize())
    application = get_application_model()
    for client in ["gate53d", "other"]:
        application.objects.create(
            name=client,
            client_id=client,
            client_secret=f"secret of {client}",
            client_type=application.CLIENT_CONFIDENTIAL,
            authorization_grant_type=application.GRANT_AUTHORIZATION_CODE,
            redirect_uris=" ".join(sys.argv[1:]),
            algorithm=application.RS256_ALGORITHM,
        )
    from django.core.wsgi import get_wsgi_application

    server.set_app(get_wsgi_application())
    # Whoever started this has gone when standard input ends.
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    print("ready", issuer, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
