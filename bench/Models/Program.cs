using Parley.Bench.Models;

// dotnet run -c Release --project bench/Models -- stream | prefix | skewed | slow | hedging | answers | floor FOLDER | tokens FOLDER
switch (args)
{
    case ["stream", ..]:
        await StreamReading.RunAsync();
        break;
    case ["prefix"]:
        await PrefixRouting.RunAsync(talks: 120, turns: 8, pauseSeconds: 4);
        break;
    case ["slow"]:
        SlowReplica.Run();
        break;
    case ["hedging"]:
        await Hedging.RunAsync();
        break;
    case ["skewed"]:
        SkewedPrefixes.Run();
        break;
    case ["answers"]:
        await AnswerLookup.RunAsync(rounds: 200);
        break;
    case ["floor", var folder]:
        ExtractiveFloor.Run(folder);
        break;
    case ["tokens", var folder]:
        TokenError.Run(folder);
        break;
    default:
        Console.Error.WriteLine("stream                CPU and memory per streamed token, beside the OpenAI SDK");
        Console.Error.WriteLine("prefix                how conversations are led to replicas with a prefix cache, in four ways");
        Console.Error.WriteLine("skewed                the same for a skewed talk, in six ways, in virtual time");
        Console.Error.WriteLine("slow                  who is asked when one of four replicas is slow, in virtual time");
        Console.Error.WriteLine("hedging               what asking a second replica brings where the first is late now and then");
        Console.Error.WriteLine("answers               how long it takes to look for the answer to a question that means the same, on each database");
        Console.Error.WriteLine("floor FOLDER          how well the extractive model declines, on a folder in the form of SQuAD");
        Console.Error.WriteLine("tokens FOLDER         writes the estimates for texts whose true counts another tool adds");
        return 2;
}

return 0;
