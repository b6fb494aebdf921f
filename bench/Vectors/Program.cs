using System.Globalization;
using Parley.Bench.Vectors;
using Parley.Vectors;

// dotnet run -c Release --project bench/Vectors -- compare|filters|removals|growth|pgvector [COUNT] [DIMENSIONS]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 100_000;
var settings = new Settings(count, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 256);
if (args.Length > 3)
{
    settings = settings with { Quantizations = [.. args[3].Split(',').Select(Enum.Parse<Quantization>)] };
}

var folder = Directory.CreateTempSubdirectory("parley-vectors-").FullName;
try
{
    switch (args.FirstOrDefault())
    {
        case "compare":
            Comparison.Run(folder, settings);
            break;
        case "filters":
            Filters.Run(folder, settings);
            break;
        case "growth":
            Growth.Run(folder, settings);
            break;
        case "pgvector":
            await OnServer.RunAsync(settings);
            break;
        case "removals":
            Removals.Run(folder, settings);
            break;
        default:
            Console.Error.WriteLine("compare [COUNT] [DIMENSIONS] [None,Int8,Binary]   beside hnswlib: time at equal recall, building, memory");
            Console.Error.WriteLine("filters [COUNT] [DIMENSIONS]   some of all are allowed: recall and time of each way");
            Console.Error.WriteLine("growth [COUNT] [DIMENSIONS] [None|Int8|Binary]    one index from 10,000 up to COUNT");
            Console.Error.WriteLine("pgvector [COUNT] [DIMENSIONS]                     on the server that PGVECTOR_CONNECTION names");
            Console.Error.WriteLine("removals [COUNT] [DIMENSIONS]  a fifth is removed, and its room given back");
            return 2;
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

return 0;
