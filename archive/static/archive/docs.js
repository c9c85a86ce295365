// Shows the description of the API. No validator: that would tell another host what is read here.
// Whoever is signed in writes in that session, for which the site wants to see its own token (CSRF).
const docs = document.getElementById("docs");
const kept = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
function fromHere(request) {
  if (kept && request.method && request.method !== "GET") request.headers["X-CSRFToken"] = kept[1];
  return request;
}
SwaggerUIBundle({
  url: docs.dataset.description, domNode: docs, deepLinking: true, validatorUrl: null, requestInterceptor: fromHere,
});
