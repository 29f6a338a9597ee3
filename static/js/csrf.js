// The CSRF token as the cookie has it now: another tab may have signed in since this page was made.
export function csrfToken() {
  return document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]*)/)?.[1] ?? "";
}
