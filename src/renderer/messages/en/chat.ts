export const chatMessages = {
  "chat.title": "Chat",
  "chat.untitled": "New chat",
  "chat.new": "New chat",

  "chat.list.removed": "“{title}” was deleted.",

  "chat.markdown.copy": "Copy",
  "chat.markdown.copied": "Copied",
  "chat.markdown.copyFailed": "Could not be copied",
  "chat.markdown.image": "Image",
  "chat.markdown.plain": "text",
  "chat.markdown.done": "Done",
  "chat.markdown.open": "Not done",
} as const;
