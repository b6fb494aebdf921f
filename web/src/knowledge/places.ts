/** The addresses of the section. */
export const placeOf = {
  namespace: (namespace: string) => `/knowledge/${encodeURIComponent(namespace)}`,
  document: (namespace: string, id: string) => `/knowledge/${encodeURIComponent(namespace)}/documents/${id}`,
  sources: (namespace: string) => `/knowledge/${encodeURIComponent(namespace)}/sources`,
  source: (namespace: string, id: string) => `/knowledge/${encodeURIComponent(namespace)}/sources/${id}`,
};

/** What the server takes for the name of a namespace. */
export const namespaceForm = /^[a-z0-9][a-z0-9_-]{0,62}$/;
