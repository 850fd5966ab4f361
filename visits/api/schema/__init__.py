"""How the API is described (OpenAPI 3.1), and the pages to try it."""
