using System.Globalization;
using Parley.Comprehension;
using Parley.Understanding;

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
        var corpus = Corpus.Read(data);
        var learned = Trainer.Train(data, corpus);
        await using (var file = File.Create(path))
        {
            learned.Write(file);
            Console.WriteLine($"{corpus.Learn.Count} examples, {corpus.Calibrate.Count} to calibrate, {file.Length} bytes");
        }

        Report.Write(data, learned);
        return 0;
    case ["cv"]:
        LeftOut.Write(data);
        return 0;
    default:
        Report.Write(data, UnderstandingModel.BuiltIn);
        return 0;
}
