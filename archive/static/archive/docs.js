// Shows the description of the API. No validator: that would tell another host what is read here.
const docs = document.getElementById("docs");
SwaggerUIBundle({ url: docs.dataset.description, domNode: docs, deepLinking: true, validatorUrl: null });
