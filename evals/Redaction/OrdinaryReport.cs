using Parley.Redaction;

namespace Parley.PersonalData;

/// <summary>How much is found in ordinary requests, which hold few personal data.</summary>
internal static class OrdinaryReport
{
    private static readonly string[] Sets = ["banking77/test.jsonl", "clinc150/test.jsonl", "bitext-support/test.jsonl"];

    /// <summary>What is found in the texts of a file, for whoever wants to know why.</summary>
    public static void Show(DataSet data, string path, int every)
    {
        foreach (var text in data.Texts(path).Where((_, number) => number % every == 0))
        {
            foreach (var one in PersonalDataFinder.Find(text))
            {
                Console.WriteLine($"{one.Kind} {one.Score:0.00} {text[one.Start..one.End]} | {text.ReplaceLineEndings("\\n")}");
            }
        }
    }

    public static void Write(DataSet data)
    {
        Console.WriteLine("\n| ordinary texts | texts | with a finding | of a kind with a form | person | address | organization | location | secret |\n|---|---|---|---|---|---|---|---|---|");
        foreach (var set in Sets)
        {
            var found = data.Texts(set).Select(text => PersonalDataFinder.Find(text).Select(one => one.Kind).ToHashSet()).ToArray();
            string Of(Func<HashSet<string>, bool> has) => $"{found.Count(has)} ({(double)found.Count(has) / found.Length:0.0 %})";
            string[] tagged = [DatumKinds.Person, DatumKinds.Address, DatumKinds.Organization, DatumKinds.Location];
            Console.WriteLine(
                $"| {set.Split('/')[0]} | {found.Length} | {Of(kinds => kinds.Count > 0)} | {Of(kinds => kinds.Except(tagged).Any())} | {string.Join(" | ", tagged.Append(DatumKinds.Secret).Select(kind => Of(kinds => kinds.Contains(kind))))} |");
        }
    }
}
