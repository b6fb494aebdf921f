using System.Globalization;
using Parley.Knowledge.Search;
using Parley.Retrieval;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (Environment.GetEnvironmentVariable("PARLEY_EVAL_DATA") is not { Length: > 0 } folder)
{
    Console.Error.WriteLine("PARLEY_EVAL_DATA names no folder of data sets: nothing is measured.");
    return 1;
}

switch (args)
{
    case ["tune"]:
        await TuneAsync(folder);
        return 0;
    case ["speed"]:
        await Speed.MeasureAsync(DataSet.Load(folder, "squad"));
        return 0;
}

Console.WriteLine("| set | documents | questions | hit@1 | hit@5 | MRR@10 |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (var (name, language) in new (string, string?)[]
{
    ("squad", null), ("stackfaq", null), ("covidfaq", null), ("product-docs", null), ("xquad", "en"), ("xquad", "de"), ("xquad", "es"), ("xquad", "ru"),
    ("xquad", "tr"), ("xquad", "ar"), ("xquad", "zh"), ("xquad", "th"), ("xquad", "hi"),
})
{
    await MeasureAsync(folder, DataSet.Load(folder, name, language));
}

return 0;

static async Task MeasureAsync(string folder, DataSet data)
{
    await using var index = await Parley.Retrieval.Index.BuildAsync(data);
    var isSplit = data.Name == "squad";
    var questions = data.Questions.Where(question => !isSplit || question.IsForReporting).ToList();
    var ranking = await Ranking.OfAsync(index, questions, new FieldWeights());
    Console.WriteLine($"| {data.Name} | {data.Documents.Count} | {ranking.Questions} | {ranking.Hit1:P1} | {ranking.Hit5:P1} | {ranking.Mrr:F3} |");
    if (data.Unanswerable.Where(question => question.IsForReporting).ToList() is { Count: > 0 } without)
    {
        Separate($"{data.Name}, look-alike questions without an answer", ranking, await Ranking.OfAsync(index, without, new FieldWeights()));
        var foreign = DataSet.Load(folder, "stackfaq").Questions.Where(question => question.IsForReporting).ToList();
        Separate($"{data.Name}, questions about something else", ranking, await Ranking.OfAsync(index, foreign, new FieldWeights()));
    }
}

static void Separate(string name, Ranking with, Ranking without)
{
    Console.Error.WriteLine($"{name}: AUC {Separation.Auc(with.Scores, without.Scores):F3}; share called answerable by floor:");
    foreach (var floor in new[] { 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6 })
    {
        Console.Error.WriteLine($"  {floor:F2}: {Separation.ShareAtOrAbove(with.Scores, floor):P1} / {Separation.ShareAtOrAbove(without.Scores, floor):P1}");
    }
}

static async Task TuneAsync(string folder)
{
    var data = DataSet.Load(folder, "squad");
    await using var index = await Parley.Retrieval.Index.BuildAsync(data);
    var questions = data.Questions.Where(question => !question.IsForReporting).Where((_, i) => i % 4 == 0).ToList();
    var foreign = DataSet.Load(folder, "stackfaq").Questions.Where(question => !question.IsForReporting).ToList();
    Separate(
        "squad, questions about something else",
        await Ranking.OfAsync(index, questions, new FieldWeights()),
        await Ranking.OfAsync(index, foreign, new FieldWeights()));
    foreach (var saturation in new[] { 0.8, 1.2, 1.6 })
    {
        foreach (var length in new[] { 0.3, 0.5, 0.75 })
        {
            foreach (var title in new[] { 0.5, 1.0, 2.0 })
            {
                var fields = new FieldWeights { Saturation = saturation, LengthShare = length, Title = title };
                var ranking = await Ranking.OfAsync(index, questions, fields);
                Console.WriteLine($"{ranking.Mrr:F4} {ranking.Hit1:P1} {fields}");
            }
        }
    }
}
