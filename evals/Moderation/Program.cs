using System.Globalization;
using Parley.Moderation;
using Parley.ModerationEval;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int version = 4;
const int seed = 20260801;
if (Environment.GetEnvironmentVariable("PARLEY_EVAL_DATA") is not { Length: > 0 } folder)
{
    Console.Error.WriteLine("PARLEY_EVAL_DATA names no folder of data sets: nothing is learned or measured.");
    return 1;
}

var data = new DataSet(folder);
switch (args)
{
    case ["train", var path]:
        var examples = Corpus.Read(data);
        var trainer = new Trainer(seed);
        trainer.Learn(examples);
        var orders = Corpus.Orders(data);
        trainer.Learn(orders);
        await using (var file = File.Create(path))
        {
            trainer.Model(version).Write(file);
            Console.WriteLine($"{examples.Concat(orders).Count(example => !example.IsKept)} examples, {examples.Concat(orders).Count(example => example.IsKept)} to calibrate, {file.Length} bytes");
        }

        return 0;
    case ["speed"]:
        SpeedReport.Write(data);
        return 0;
    case ["documents", ..]:
        var looking = args is [_, var tried] ? ReadModel(tried) : ModerationModel.BuiltIn;
        InjectionReport.Indirect(data, new Moderator(looking), seed);
        OrdinaryDocuments.Write(data, looking, Environment.CurrentDirectory);
        return 0;
    case ["harm", var path]:
        HarmReport.Write(data, ReadModel(path), seed);
        IdentityReport.Write(ReadModel(path), Environment.CurrentDirectory);
        return 0;
    default:
        var model = args is ["report", var other] ? ReadModel(other) : ModerationModel.BuiltIn;
        HarmReport.Write(data, model, seed);
        IdentityReport.Write(model, Environment.CurrentDirectory);
        InjectionReport.Write(data, model, seed);
        return 0;
}

static ModerationModel ReadModel(string path)
{
    using var file = File.OpenRead(path);
    return ModerationModel.Read(file);
}
