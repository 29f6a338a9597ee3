from django.urls import path

from profiles.accounts import account, password, views
from profiles.accounts.doors import limit_sign_ins

urlpatterns = [
    path("accounts/login/", limit_sign_ins(views.SignIn.as_view()), name="login"),
    path("accounts/signup/", views.sign_up, name="signup"),
    path("accounts/logout/", views.sign_out, name="logout"),
    path("accounts/", account.account, name="account"),
    path("accounts/password/", password.ChangePassword.as_view(), name="change-password"),
    path("accounts/reset/", password.AskForLink.as_view(), name="reset-password"),
    path("accounts/reset/<uidb64>/<token>/", password.SetByLink.as_view(), name="set-password"),
    path("accounts/email/", account.change_email, name="change-email"),
    path("accounts/email/<str:token>/", account.confirm_email, name="confirm-email"),
    path("accounts/tokens/", account.make, name="make-token"),
    path("accounts/tokens/<int:pk>/revoke/", account.revoke, name="revoke-token"),
    path("accounts/sign-ins/<slug:public_id>/end/", account.end, name="end-sign-in"),
    path("accounts/sign-ins/end-others/", account.end_others, name="end-other-sign-ins"),
]
