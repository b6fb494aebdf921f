namespace Parley.Ranking;

/// <summary>Where one of the question's terms stands in a text.</summary>
/// <param name="Term">Place of the term in the plan.</param>
/// <param name="Position">Number of the word in the text.</param>
internal readonly record struct Occurrence(int Term, int Position, int Sentence, double Closeness);

/// <summary>A question's terms, ready to be looked for in texts.</summary>
internal sealed class TermFinder
{
    private readonly Dictionary<string, List<(int Term, double Closeness)>> _byForm = new(StringComparer.Ordinal);

    public TermFinder(IReadOnlyList<WeighedTerm> terms)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            foreach (var form in terms[i].Term.Forms)
            {
                if (!_byForm.TryGetValue(form.Form, out var list))
                {
                    _byForm[form.Form] = list = [];
                }

                list.Add((i, form.Closeness));
            }
        }
    }

    public List<Occurrence> In(PassageTerms text)
    {
        var found = new List<Occurrence>();
        for (var i = 0; i < text.Count; i++)
        {
            var (term, position, sentence) = text[i];
            if (_byForm.TryGetValue(term, out var list))
            {
                foreach (var (which, closeness) in list)
                {
                    found.Add(new(which, position, sentence, closeness));
                }
            }
        }

        return found;
    }
}
