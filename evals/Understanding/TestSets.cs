using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Understanding;

namespace Parley.Comprehension;

/// <summary>What is reported on: the sets' own test parts, texts of sets that nothing was learned from, and our held-out patterns.</summary>
internal static partial class TestSets
{
    /// <summary>The four intents, each source apart.</summary>
    public static IEnumerable<Example> Intents4(DataSet data) =>
        data.Read("intent4/test.jsonl").Select(line => new Example(DataSet.Text(line), DataSet.Text(line, "source"), Intent: DataSet.Text(line, "label")));

    public static IEnumerable<Example> Own() => Seeds.Read().Where(seed => seed.Part == Part.Report).Select(seed => seed.Example);

    public static IEnumerable<Example> SameKind(DataSet data) => Corpus.Sets.SelectMany(set => Corpus.Of(data, set.Name, "test.jsonl"));

    public static IEnumerable<Example> OtherKinds(DataSet data) =>
    [
        .. data.Read("eshop-support/tickets.jsonl").Select(line => new Example(DataSet.Text(line), "eShop tickets", Task: Tasks.Support)),
        .. data.Read("stackfaq/queries.jsonl").Select(line => new Example(DataSet.Text(line), "StackFAQ", Task: Tasks.Question)),
        .. data.Read("covidfaq/queries.jsonl").Select(line => new Example(DataSet.Text(line), "CovidFAQ", Task: Tasks.Question)),
        .. data.Read("product-docs/queries.jsonl").Select(line => new Example(DataSet.Text(line), "product docs", Task: Tasks.Question)),
        .. data.Read("squad/queries.jsonl.gz").Take(2_000).Select(line => new Example(DataSet.Text(line), "SQuAD", Task: Tasks.Question)),
        .. data.Read("xquad/queries.jsonl.gz").Where(line => DataSet.Text(line, "id")[..2] is "de" or "es")
            .Select(line => new Example(DataSet.Text(line), $"XQuAD {DataSet.Text(line, "id")[..2]}", Task: Tasks.Question)),
        .. data.Read("prompt-injection/direct.jsonl.gz").Where(line => DataSet.Text(line, "source").StartsWith("cyberseceval-frr", StringComparison.Ordinal))
            .Select(line => new Example(DataSet.Text(line), $"CyberSecEval coding {DataSet.Text(line, "lang")}", Task: Tasks.Code)),
        .. MtBench(data),
        .. Calls(data),
    ];

    public static IEnumerable<Example> MtBench(DataSet data) =>
        from line in data.Read("mt-bench/questions.jsonl")
        let task = DataSet.Text(line, "category") switch
        {
            "coding" => Tasks.Code,
            "math" => Tasks.Math,
            "writing" => Tasks.Writing,
            "stem" or "reasoning" => Tasks.Question,
            _ => null,
        }
        where task is not null
        select new Example(line.GetProperty("turns")[0].GetString()!, "MT-Bench", Task: task);

    /// <summary>Questions that a function was given for: its name tells the task, by a rule and not by a person.</summary>
    private static IEnumerable<Example> Calls(DataSet data) =>
        from line in data.Read("bfcl/single_turn.jsonl.gz")
        where !DataSet.Text(line, "category").Contains("irrelevance", StringComparison.Ordinal) && line.GetProperty("function").GetArrayLength() == 1
        let name = line.GetProperty("function")[0].GetProperty("name").GetString()!
        let task = Legal().IsMatch(name) ? Tasks.Legal : Finance().IsMatch(name) ? Tasks.Finance : Mathematics().IsMatch(name) ? Tasks.Math : null
        where task is not null
        select new Example(AskedOf(line), $"BFCL {task}", Task: task);

    public static string AskedOf(JsonElement line) =>
        line.GetProperty("question")[0].EnumerateArray().Last(message => message.GetProperty("role").GetString() == "user").GetProperty("content").GetString()!;

    [GeneratedRegex("law|legal|court|attorney|patent")]
    private static partial Regex Legal();

    [GeneratedRegex("financ|invest|loan|mortgage|_tax|stock|bank|compound_?interest|compounded|portfolio|currency|npv|roi$|dividend")]
    private static partial Regex Finance();

    [GeneratedRegex("^math|algebra|geometry|calculus|derivative|integral|prime|factorial|triangle|quadratic|gcd|lcm|fibonacci|number_theory")]
    private static partial Regex Mathematics();
}
