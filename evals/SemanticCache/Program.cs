using System.Globalization;
using Parley.SemanticCache;

// How well the cache tells whether two questions are one: dotnet run -c Release --project evals/SemanticCache [-- learn]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (Environment.GetEnvironmentVariable("PARLEY_EVAL_DATA") is not { Length: > 0 } folder)
{
    Console.Error.WriteLine("PARLEY_EVAL_DATA names no folder of data sets: nothing is measured.");
    return 1;
}

var training = new Training(folder, Path.Combine(AppContext.BaseDirectory, "own", "questions.txt"));
if (args is ["learn"])
{
    Console.WriteLine(string.Join(", ", training.Learn(_ => true).Select(weight => Math.Round(weight, 3).ToString(CultureInfo.InvariantCulture))));
    return 0;
}

MockReport.Write(training);
PairReport.Write(folder, training);
return 0;
