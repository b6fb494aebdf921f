using Parley.Memory;
using Parley.Models;
using Parley.Orchestration;
using Parley.ScriptedProvider;

// How much of what was said early is still in the prompt late: dotnet run -c Release --project evals/Memory -- [scripted] [context tokens...]
// Facts are planted in the first tenth of a conversation. Summaries are extracted, or written by a scripted model that misses no fact which it
// is shown, so that what is lost is lost by us. Beside it a plain window of the same size.
int[] contexts = [.. args.Where(arg => arg != "scripted").Select(int.Parse).DefaultIfEmpty(8_192)];
await using var home = await Home.OpenAsync(
    args.Contains("scripted") ? new Script { Quote = [.. Facts.English.Concat(Facts.German).SelectMany(fact => fact.Keys)] } : null);
Console.WriteLine($"Summaries by {home.Model}:");
Console.WriteLine("| language | context | turns | foldings | facts | truncating window | with summary | names | numbers | dates | decisions | preferences | open questions |");
Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
foreach (var context in contexts)
{
    var budget = WindowBudget.For(context, maxOutputTokens: context / 4, maxTokens: 512, hasSources: true, new());
    foreach (var (language, facts) in (IReadOnlyList<(string, IReadOnlyList<Fact>)>)[("English", Facts.English), ("German", Facts.German)])
    {
        foreach (var turns in (int[])[50, 150, 400])
        {
            await MeasureAsync(language, facts, context, budget, turns);
        }
    }
}

async Task MeasureAsync(string language, IReadOnlyList<Fact> facts, int context, WindowBudget budget, int turns)
{
    const int Conversations = 5;
    var (foldings, plain) = (0, 0);
    var held = facts.Select(fact => fact.Kind).Distinct().ToDictionary(kind => kind, _ => 0);
    for (var seed = 0; seed < Conversations; seed++)
    {
        var random = new Random(seed);
        var filler = new Filler(random, language == "German");
        var talk = await home.StartAsync();
        var early = facts.GroupBy(_ => random.Next(Math.Max(5, turns / 10))).ToDictionary(group => group.Key, group => group.ToList());
        for (var turn = 0; turn < turns; turn++)
        {
            var planted = early.GetValueOrDefault(turn, []).Select(fact => fact.Text);
            await talk.TurnAsync(string.Join(' ', (string[])[.. planted, filler.Asked()]), filler.Said(), budget);
        }

        var truncated = talk.Truncated(budget);
        var (prompt, _) = await talk.AskAsync("What do you remember?", budget);
        foreach (var fact in facts)
        {
            plain += fact.Keys.All(truncated.Contains) ? 1 : 0;
            held[fact.Kind] += fact.Keys.All(prompt.Contains) ? 1 : 0;
        }

        foldings += talk.Foldings;
    }

    var all = facts.Count * Conversations;
    string Share(string kind) => $"{100.0 * held[kind] / (Conversations * facts.Count(fact => fact.Kind == kind)):0} %";
    Console.WriteLine(
        $"| {language} | {context:N0} | {turns} | {(double)foldings / Conversations:0.#} | {all} | {100.0 * plain / all:0.0} % | {100.0 * held.Values.Sum() / all:0.0} % "
        + $"| {Share("name")} | {Share("number")} | {Share("date")} | {Share("decision")} | {Share("preference")} | {Share("open_question")} |");
}
