using Parley.Bench.Models;

// dotnet run -c Release --project bench/Models -- stream | floor FOLDER | tokens FOLDER
switch (args)
{
    case ["stream", ..]:
        await StreamReading.RunAsync();
        break;
    case ["floor", var folder]:
        ExtractiveFloor.Run(folder);
        break;
    case ["tokens", var folder]:
        TokenError.Run(folder);
        break;
    default:
        Console.Error.WriteLine("stream                CPU and memory per streamed token, beside the OpenAI SDK");
        Console.Error.WriteLine("floor FOLDER          how well the extractive model declines, on a folder in the form of SQuAD");
        Console.Error.WriteLine("tokens FOLDER         writes the estimates for texts whose true counts another tool adds");
        return 2;
}

return 0;
