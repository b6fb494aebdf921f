namespace Parley.Evaluation;

/// <summary>A corpus and questions about it, each with the documents that answer it.</summary>
/// <param name="Name">The folder's name, followed by the language where the folder holds several.</param>
/// <param name="Unanswerable">Questions that look as if the corpus answered them, and it does not.</param>
public sealed record RetrievalSet(
    string Name, IReadOnlyList<RetrievalDocument> Documents, IReadOnlyList<RetrievalQuestion> Questions, IReadOnlyList<RetrievalQuestion> Unanswerable);

/// <summary>One document of a corpus.</summary>
public sealed record RetrievalDocument(string Id, string? Title, string Text);

/// <summary>One message of the conversation before a question.</summary>
public sealed record RetrievalMessage(bool IsUser, string Text);

/// <summary>A question with the documents that answer it.</summary>
/// <param name="Gold">Document ids with their grades; a grade is a gain, 1 where a set has no grades.</param>
/// <param name="Rewrite">What the question says when it is read without its history, written by a person; null where nobody wrote one.</param>
public sealed record RetrievalQuestion(
    string Id, string Text, IReadOnlyDictionary<string, double> Gold, IReadOnlyList<RetrievalMessage> History, string? Rewrite = null)
{
    /// <summary>One of two halves that stays the same in every run: one is for choosing, the other for reporting.</summary>
    public bool IsForReporting => Id.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u) % 2 == 0;
}
