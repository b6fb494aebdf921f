using System.Globalization;
using Parley.Evaluation;
using Parley.Retrieval;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (Environment.GetEnvironmentVariable("PARLEY_EVAL_DATA") is not { Length: > 0 } folder)
{
    Console.Error.WriteLine("PARLEY_EVAL_DATA names no folder of data sets: nothing is measured.");
    return 1;
}

switch (args)
{
    case ["ablation", .. var only]:
        await Ablation.RunAsync(folder, only);
        return 0;
    case ["tune", .. var options]:
        Tuner.Run(folder, options is ["cv"]);
        return 0;
    case ["floor", .. var options]:
        if (options is ["learn"])
        {
            FloorTuner.Learn(folder);
        }

        await FloorTuner.ShowAsync(folder, default);
        return 0;
    case ["train", var path, var dimensions]:
        Trainer.Run(folder, path, int.Parse(dimensions, CultureInfo.InvariantCulture));
        return 0;
    case ["cache"]:
        CacheMeasure.Run(folder);
        return 0;
    case ["history"]:
        await HistoryMeasure.RunAsync(folder);
        return 0;
    case ["talk"]:
        TalkMeasure.Run(folder);
        return 0;
    case ["speed"]:
        Speed.Measure(folder);
        return 0;
}

string? Option(string name) => args.SkipWhile(arg => arg != name).Skip(1).FirstOrDefault();
Func<RetrievalQuestion, bool> half = Option("--half") switch
{
    "choosing" => question => !question.IsForReporting,
    "reporting" => question => question.IsForReporting,
    _ => _ => true,
};
var without = Option("--without");
var parts = new Parts { Embeds = without != "embedding", Reranks = without != "reranking", Respells = without != "spelling" };
const int Seed = 20090401;
var rows = new List<ReportRow>();
foreach (var (_, set) in Sets.Read(folder, Option("--sets")?.Split(',') ?? Sets.All))
{
    var asked = set with { Questions = [.. set.Questions.Where(half)] };
    rows.Add(new(asked, await RetrievalRun.OfAsync(asked.Name, asked.Questions, new PlainBm25(asked).SearchAsync, default), await Sets.RunAsync(asked, parts)));
}

var accepted = Option("--against") is { } against ? await AcceptedRun.ReadAsync(against, default) : null;
foreach (var line in RetrievalReport.Lines(rows, accepted, () => new Random(Seed)))
{
    Console.WriteLine(line);
}

if (Option("--accept") is { } accept)
{
    await AcceptedRun.Of(rows.Select(row => row.Ours)).WriteAsync(accept, default);
}

return 0;
