/** From the path pattern in Ottu's OpenAPI description; anything else could leave its place in a URL. */
export const SESSION_ID = /^[-\w]{1,128}$/;
