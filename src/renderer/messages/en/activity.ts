export const activityMessages = {
  "cache.choice.label": "Answer repeats from cache",
  "cache.choice.settings": "As in Settings",
  "cache.choice.off": "Never",
  "cache.choice.deterministic": "When the answer is fixed",
  "cache.choice.always": "Always",
  "cache.mark.kept": "from cache, {age} old",
  "cache.mark.keptSaved": "from cache, {age} old, saved {saved}",
  "cache.mark.shared": "shared with the same question, asked at the same time",
  "cache.mark.askAgain": "Run again without cache",
} as const;
