from django.contrib.auth import views as auth
from django.urls import path

from profiles.accounts import views

urlpatterns = [
    path("accounts/login/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("accounts/signup/", views.sign_up, name="signup"),
    path("accounts/logout/", views.sign_out, name="logout"),
]
