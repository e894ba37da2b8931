/** The id that clients ask the automatic router by; nothing else answers to it. */
export const routerId = "auto";
