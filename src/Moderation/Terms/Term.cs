namespace Parley.Moderation;

/// <summary>Something to look for. A trailing * lets a word go on; in scripts without blanks, words have no bounds.</summary>
/// <param name="Text">One or more words, compared in their folded form.</param>
/// <param name="Id">What the caller knows it by; several terms may share one.</param>
public readonly record struct Term(string Text, int Id);

/// <summary>A place in the searched characters where a term stands.</summary>
public readonly record struct TermMatch(int Id, int Start, int End);
