export const compareMessages = {
  "compare.new": "New comparison",
  "compare.untitled": "New comparison",
  "compare.withOthers": "Compare with other models",
  "compare.gone": "This comparison is no longer there.",
  "compare.rename": "Rename this comparison",

  "compare.sidebar.search": "Search comparisons",
  "compare.sidebar.list": "Comparisons",
  "compare.sidebar.empty": "Your comparisons will be listed here.",
  "compare.sidebar.nothingFound": "Nothing found.",
  "compare.sidebar.sets": "Prompt sets",
  "compare.sidebar.setSize": "{rows, number} × {models}",
  "compare.sidebar.standing": "Standing",
  "compare.list.removed": "“{title}” was deleted.",
  "compare.list.tags": "Tags",
  "compare.list.duplicate": "Duplicate",
  "compare.export.markdown": "Export as Markdown",
  "compare.export.json": "Export as JSON",
  "compare.export.csv": "Export as CSV",
  "compare.export.jsonl": "Export as JSONL",
  "compare.tags.title": "Tags of “{title}”",
  "compare.tags.label": "Tags",
  "compare.tags.help":
    "With commas between. The leaderboard can count each tag by itself.",

  "compare.empty.title": "Ask several models at once and see where they differ",
  "compare.empty.models": "Models to compare",
  "compare.empty.add": "Add a model",
  "compare.empty.remove": "Remove {model}",
  "compare.example.facts.title": "Check facts",
  "compare.example.facts.prompt":
    "Does cold brew coffee go off in the fridge, and how long does it keep?",
  "compare.example.code.title": "Compare code",
  "compare.example.code.prompt":
    "Write a function that finds all ISO dates in a text, with three tests.",
  "compare.example.weigh.title": "Weigh options",
  "compare.example.weigh.prompt":
    "SQLite or PostgreSQL for a small web app? Give a table and a recommendation.",

  "compare.differences": "Differences",
  "compare.detail.off": "Off",
  "compare.detail.sentences": "Sentences",
  "compare.detail.words": "Words",
  "compare.base.label": "Compared with",
  "compare.base.group": "against the group",
  "compare.base.column": "against {name}",
  "compare.previousDifference": "Previous difference",
  "compare.nextDifference": "Next difference",
  "compare.differenceCount": "{count, plural, =0 {none found} other {# found}}",
  "compare.differencePosition": "{position} of {count}",
  "compare.scrollTogether": "Scroll together",
  "compare.scrollTogetherHint":
    "Scroll all columns together, by the passages that agree",
  "compare.blind": "Blind",
  "compare.blindHint":
    "Hide names and shuffle the columns until you have voted",
  "compare.blind.name": "Model {letter}",
  "compare.blind.revealed": "{letter}: {name}",
  "compare.blind.figures": "Figures are shown after your vote",
  "compare.column": "Column",
  "compare.addColumn": "Add a column",
  "compare.replaceTitle": "Replace the model of this column",

  "compare.asked": "asked",
  "compare.nothingAsked": "Nothing yet",
  "compare.withFiles":
    "{count, plural, one {(and # attachment)} other {(and # attachments)}}",
  "compare.turn.previous": "Previous question",
  "compare.turn.next": "Next question",
  "compare.turn.position": "{position} of {count}",
  "compare.shared.defaults": "models’ defaults",
  "compare.shared.instructions": "instructions for all",
  "compare.shared.temperature": "temperature {value} for all",
  "compare.shared.parameters":
    "{count, plural, one {# parameter for all} other {# parameters for all}}",
  "compare.settings.shared": "Instructions and parameters of all columns",
  "compare.settings.sharedDetail":
    "They hold from the next message on, for every column without its own.",
  "compare.settings.own": "Instructions and parameters of {model}",
  "compare.settings.ownDetail":
    "This column keeps its own from the next message on.",
  "compare.settings.promptHint": "What the models should know or keep to.",
  "compare.settings.useShared": "Use those of all columns",

  "compare.columnOf": "Column of {model}",
  "compare.answerOf": "Answer of {model}",
  "compare.column.actions": "Actions for {model}",
  "compare.column.removed": "The column was removed.",
  "compare.where.local": "on this computer",
  "compare.where.via": "{instance} → {provider}",
  "compare.firstToken": "Time to first token",
  "compare.writtenBy": "written by {name}",
  "compare.fromCache": "from cache",
  "compare.cached": "partly cached",
  "compare.noAnswerYet": "Nothing was asked yet.",
  "compare.notAsked": "This column was not asked.",
  "compare.summary.own": "{count} of its own",
  "compare.summary.clashes":
    "{count, plural, one {# differs} other {# differ}}",
  "compare.summary.agreement": "agrees {percent} %",
  "compare.action.stop": "Stop",
  "compare.action.retry": "Write again",
  "compare.action.replace": "Replace model",
  "compare.action.settings": "Own instructions and parameters",
  "compare.action.continue": "Continue from this",
  "compare.action.left": "Move left",
  "compare.action.right": "Move right",
  "compare.action.remove": "Remove",
  "compare.vote.best": "Best",
  "compare.vote.tie": "Tie",
  "compare.vote.all-bad": "All bad",
  "compare.vote.undo": "Take back",
  "compare.voted.best": "You chose {name}.",
  "compare.voted.tie": "You called it a tie.",
  "compare.voted.all-bad": "You found all bad.",
  "compare.announce.started":
    "{count, plural, one {# column is writing.} other {# columns are writing.}}",
  "compare.announce.done": "All columns have finished.",

  "compare.composer.first":
    "{count, plural, one {Ask it…} =2 {Ask both…} other {Ask all #…}}",
  "compare.composer.next":
    "{count, plural, one {Ask it the next question…} =2 {Ask both the next question…} other {Ask all # the next question…}}",
  "compare.composer.columns":
    "{count, plural, one {# column} other {# columns}}",
  "compare.composer.free":
    "{count, plural, one {# column, free} other {# columns, free}}",
  "compare.composer.estimate":
    "{count, plural, one {# column} other {# columns}} ≈ {cost}",
  "compare.composer.estimateMost":
    "{count, plural, one {# column} other {# columns}}, up to {cost}",
  "compare.composer.noVision":
    "{models} cannot see images. Remove them or replace the model.",
  "compare.composer.noVisionHidden":
    "Some of these models cannot see images; their columns may fail.",
  "compare.composer.stopAll": "Stop all",

  "compare.merge.action": "Merge answers",
  "compare.merge.title": "Merge answers",
  "compare.merge.detail":
    "A model writes one answer from all columns and says which one each part came from.",
  "compare.merge.by": "Written by",
  "compare.merge.choose": "Who writes the merged answer",
  "compare.merge.prompt": "What it is asked",
  "compare.merge.start": "Merge",
  "compare.merge.result": "Merged answer",
  "compare.merge.again": "Merge again",

  "compare.leaderboard": "Leaderboard",
  "compare.board.votes":
    "{count, plural, =0 {no votes yet} one {from # vote} other {from # votes}}",
  "compare.board.byTag": "Votes that count",
  "compare.board.overall": "Overall",
  "compare.board.empty": "No model has been voted on yet",
  "compare.board.emptyDetail":
    "Choose the best answer of a comparison, and the models are ranked by your own verdicts.",
  "compare.board.table": "Ratings in figures",
  "compare.board.plot":
    "{count, plural, one {Rating of # model with its interval} other {Ratings of # models with their intervals}}",
  "compare.board.column.place": "#",
  "compare.board.column.model": "Model",
  "compare.board.column.rating": "Rating",
  "compare.board.column.interval": "95 % interval",
  "compare.board.column.votes": "Votes",
  "compare.board.column.won": "Won",
  "compare.board.column.cost": "Cost",
  "compare.board.column.speed": "Speed",
  "compare.board.column.firstToken": "First token",
  "compare.board.interval": "{low} to {high}",
  "compare.board.wonTied": "{wins} (+ {ties} tied)",
  "compare.board.note":
    "400 points more are odds of 10 to 1. Intervals that overlap are not told apart yet. Cost and speed are medians per answer.",
} as const;
