using Parley.Text;

namespace Parley.Ranking;

/// <summary>One form under which texts may hold a term.</summary>
/// <param name="Closeness">What an occurrence of this form is worth beside one of the word itself, 0 to 1.</param>
public readonly record struct PlannedForm(string Form, double Closeness);

/// <summary>Where a term of a plan comes from.</summary>
public enum TermOrigin
{
    /// <summary>The question itself.</summary>
    Question,

    /// <summary>What was said before, where the question leans on it.</summary>
    History,

    /// <summary>The passages that were found first.</summary>
    Feedback,
}

/// <summary>A word that is looked for.</summary>
/// <param name="Word">As it is shown to people.</param>
/// <param name="Forms">Its stem first, then stems of other languages, spellings and words that mean the same.</param>
/// <param name="Weight">1 for a word of content, less for one that many questions have.</param>
public sealed record PlannedTerm(string Word, IReadOnlyList<PlannedForm> Forms, double Weight, TermOrigin Origin = TermOrigin.Question);

/// <summary>One message of the conversation before a question.</summary>
public sealed record SaidBefore(bool IsUser, string Text);

/// <summary>What is looked for and why.</summary>
/// <param name="Language">The question's language.</param>
/// <param name="NeedsDocuments">False for a greeting, thanks and the like: then nothing need be searched.</param>
/// <param name="IsFollowUp">True when the question leans on what was said before.</param>
/// <param name="Tried">The question in words as it is searched: as it was asked, then with what the history adds.</param>
/// <param name="Said">Texts of the assistant in the conversation so far, the latest last.</param>
public sealed record QueryPlan(
    string Question, Language Language, bool NeedsDocuments, bool IsFollowUp, IReadOnlyList<PlannedTerm> Terms, IReadOnlyList<string> Tried,
    IReadOnlyList<string> Said)
{
    /// <summary>All forms whose postings the index is asked for.</summary>
    public IEnumerable<string> Forms => Terms.SelectMany(term => term.Forms).Select(form => form.Form).Distinct(StringComparer.Ordinal);
}
