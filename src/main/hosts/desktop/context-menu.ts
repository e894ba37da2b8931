import {
  Menu,
  type ContextMenuParams,
  type MenuItemConstructorOptions,
  type WebContents,
} from "electron";

/** What a right click offers: suggestions for a misspelt word, and the editing that is possible there. */
export function showContextMenu(
  contents: WebContents,
  parameters: ContextMenuParams,
): void {
  const items = contextMenuItems(contents, parameters);
  if (items.length > 0) Menu.buildFromTemplate(items).popup();
}

export function contextMenuItems(
  contents: WebContents,
  parameters: ContextMenuParams,
): MenuItemConstructorOptions[] {
  const { isEditable, selectionText, editFlags } = parameters;
  const hasSelection = selectionText.trim() !== "";
  const spelling = spellingItems(contents, parameters);
  if (isEditable) {
    return [
      ...spelling,
      { role: "undo", enabled: editFlags.canUndo },
      { role: "redo", enabled: editFlags.canRedo },
      { type: "separator" },
      { role: "cut", enabled: editFlags.canCut },
      { role: "copy", enabled: editFlags.canCopy },
      { role: "paste", enabled: editFlags.canPaste },
      { role: "pasteAndMatchStyle", enabled: editFlags.canPaste },
      { role: "selectAll", enabled: editFlags.canSelectAll },
    ];
  }
  return hasSelection ? [{ role: "copy" }] : [];
}

function spellingItems(
  contents: WebContents,
  { misspelledWord, dictionarySuggestions }: ContextMenuParams,
): MenuItemConstructorOptions[] {
  if (!misspelledWord) return [];
  return [
    ...dictionarySuggestions.map((word) => ({
      label: word,
      click: () => contents.replaceMisspelling(word),
    })),
    {
      label: "Add to dictionary",
      click: () =>
        contents.session.addWordToSpellCheckerDictionary(misspelledWord),
    },
    { type: "separator" },
  ];
}
