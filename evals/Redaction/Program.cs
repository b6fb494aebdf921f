using System.Globalization;
using Parley.PersonalData;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (Environment.GetEnvironmentVariable("PARLEY_EVAL_DATA") is not { Length: > 0 } folder)
{
    Console.Error.WriteLine("PARLEY_EVAL_DATA names no folder of data sets: nothing is learned or measured.");
    return 1;
}

var data = new DataSet(folder);
switch (args)
{
    case ["train", var path]:
        var trainer = new TaggerTrainer(seed: 1);
        var learn = Corpus.Own(Part.Learn).Concat(Corpus.Ordinary(data)).ToArray();
        trainer.Learn(learn);
        trainer.Calibrate(Corpus.Own(Part.Calibrate));
        await using (var file = File.Create(path))
        {
            trainer.Finish().Write(file);
        }

        Console.WriteLine($"{learn.Length} segments, {learn.Sum(segment => segment.Tokens.Length)} tokens, temperature {trainer.Temperature:0.00}, {new FileInfo(path).Length} bytes");
        return 0;
    case ["errors", var set, var kind]:
        Report.Errors(data, set, kind);
        return 0;
    case ["found", var path, var every]:
        OrdinaryReport.Show(data, path, int.Parse(every, null));
        return 0;
    default:
        Report.Write(data);
        return 0;
}
