using Parley.Redaction;

namespace Parley.PersonalData;

/// <summary>Figures on texts that nothing was learned from.</summary>
internal static class Report
{
    private static readonly string[] Sets = ["presidio-v2", "presidio-large"];
    private static readonly string[] Tagged = [DatumKinds.Person, DatumKinds.Address, DatumKinds.Organization, DatumKinds.Location];

    private static readonly string[] Kinds =
        [DatumKinds.Email, DatumKinds.Card, DatumKinds.Iban, DatumKinds.Ip, "url/domain", DatumKinds.NationalId, DatumKinds.Phone, .. Tagged];

    public static void Write(DataSet data)
    {
        foreach (var set in Sets)
        {
            var texts = Spans.Read(data, set).ToArray();
            var baseline = Baseline.Learn();
            Console.WriteLine($"\n{set}: {texts.Length} texts\n\n| kind | precision | recall | F1 | spans | words alone, F1 |\n|---|---|---|---|---|---|");
            var (all, plain) = (default(Tally), default(Tally));
            foreach (var kind in Kinds)
            {
                var tally = Sum(texts, kind, Find);
                var words = Tagged.Contains(kind) ? Sum(texts, kind, baseline.Find) : default;
                (all, plain) = (all + tally, plain + words);
                Console.WriteLine($"| {kind} | {tally} | {(Tagged.Contains(kind) ? $"{words.F(1):0.000}" : "")} |");
            }

            var letters = texts.Aggregate(default(Tally), (sum, text) => sum + Letters(text, Find(text.Text)));
            var taggedAlone = Tagged.Aggregate(default(Tally), (sum, kind) => sum + Sum(texts, kind, Find));
            Console.WriteLine($"\noverall F2 {all.F(2):0.000} (precision {all.Precision:0.000}, recall {all.Recall:0.000}); letters of any kind: F2 {letters.F(2):0.000} (precision {letters.Precision:0.000}, recall {letters.Recall:0.000}); the four tagged kinds F2 {taggedAlone.F(2):0.000}, words alone {plain.F(2):0.000}");
        }

        Confusion(data);
        Certainty.Write([.. Sets.SelectMany(set => Spans.Read(data, set)).SelectMany(text => Find(text.Text).Where(one => Tagged.Contains(one.Kind) && !IsIgnored(text, one))
            .Select(one => (one.Score, text.Gold.Any(other => other.Kind == one.Kind && Matches(other, one)))))]);
        OrdinaryReport.Write(data);
        Speed.Write(data);
        Delay.Write(data);
    }

    /// <summary>What the tagged kinds were taken for.</summary>
    private static void Confusion(DataSet data)
    {
        var texts = Sets.SelectMany(set => Spans.Read(data, set)).Select(text => (text.Gold, Found: Find(text.Text))).ToArray();
        Console.WriteLine($"\n| both sets, labelled | nothing | {string.Join(" | ", Tagged)} | other |\n|---|---|---|---|---|---|---|");
        foreach (var kind in Tagged)
        {
            var taken = texts.SelectMany(text => text.Gold.Where(one => one.Kind == kind).Select(one => text.Found.Where(other => other.Start < one.End && one.Start < other.End).Select(other => other.Kind).FirstOrDefault("")))
                .CountBy(other => other).ToDictionary();
            Console.WriteLine($"| {kind} | {taken.GetValueOrDefault("")} | {string.Join(" | ", Tagged.Select(other => taken.GetValueOrDefault(other)))} | {taken.Where(pair => pair.Key.Length > 0 && !Tagged.Contains(pair.Key)).Sum(pair => pair.Value)} |");
        }
    }

    public static void Errors(DataSet data, string set, string kind)
    {
        foreach (var text in Spans.Read(data, set))
        {
            var (found, gold) = (Of(Find(text.Text), kind), Of(text.Gold, kind));
            foreach (var one in gold.Where(one => !found.Any(other => Matches(one, other))))
            {
                Console.WriteLine($"missed {text.Text[one.Start..one.End]} | {text.Text.ReplaceLineEndings("\\n")} | {string.Join(", ", Find(text.Text).Select(other => $"{other.Kind}:{text.Text[other.Start..other.End]}"))}");
            }

            foreach (var one in found.Where(one => !IsIgnored(text, one) && !gold.Any(other => Matches(other, one))))
            {
                Console.WriteLine($"wrong {text.Text[one.Start..one.End]} | {text.Text.ReplaceLineEndings("\\n")}");
            }
        }
    }

    public static Tally Sum(IEnumerable<Spans> texts, string kind, Func<string, IReadOnlyList<PersonalDatum>> find) =>
        texts.Aggregate(default(Tally), (sum, text) =>
        {
            var (found, gold) = (Of(find(text.Text), kind).Where(one => !IsIgnored(text, one)).ToArray(), Of(text.Gold, kind));
            return sum + new Tally(gold.Count(one => found.Any(other => Matches(one, other))), found.Length, gold.Length);
        });

    private static IReadOnlyList<PersonalDatum> Find(string text) => PersonalDataFinder.Find(text);

    private static PersonalDatum[] Of(IEnumerable<PersonalDatum> data, string kind) => [.. data.Where(one => (one.Kind == "url/domain" ? one.Kind : Spans.KindOf(one)) == kind)];

    private static bool IsIgnored(Spans text, PersonalDatum one) => text.Ignored.Any(other => other.Start < one.End && one.Start < other.End);

    // Two places are one when they share at least half of what they cover together.
    private static bool Matches(PersonalDatum a, PersonalDatum b)
    {
        var shared = Math.Min(a.End, b.End) - Math.Max(a.Start, b.Start);
        return shared > 0 && 2 * shared >= Math.Max(a.End, b.End) - Math.Min(a.Start, b.Start);
    }

    private static Tally Letters(Spans text, IReadOnlyList<PersonalDatum> found)
    {
        bool In(IEnumerable<PersonalDatum> data, int at) => data.Any(one => at >= one.Start && at < one.End);
        var tally = default(Tally);
        for (var at = 0; at < text.Text.Length; at++)
        {
            if (char.IsLetterOrDigit(text.Text[at]) && !In(text.Ignored, at))
            {
                var (isFound, isThere) = (In(found, at), In(text.Gold, at));
                tally += new Tally(isFound && isThere ? 1 : 0, isFound ? 1 : 0, isThere ? 1 : 0);
            }
        }

        return tally;
    }
}
