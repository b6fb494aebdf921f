using Microsoft.Extensions.AI;
using Parley.Models;

namespace Parley.Bench.Models;

/// <summary>
/// People who talk with assistants, a few of them much more than the rest, and mostly with a few of the assistants. Everybody sends the
/// next message some while after the answer, and begins a new conversation after some turns.
/// </summary>
/// <param name="perSecond">Messages of all together, while nobody waits long.</param>
internal sealed class SkewedTalk(VirtualTime time, int seed, double perSecond)
{
    private const int People = 300;
    private const int Assistants = 40;
    private const int MostTurns = 14;
    private const int CharactersOfToken = 4;
    private const int AnswerTokens = 200;
    private static readonly double[] Often = Zipf(People);
    private static readonly double[] Liked = Zipf(Assistants);

    private readonly List<string> _manuals = [.. Enumerable.Range(0, Assistants).Select(number => Text(new Random((seed * 1_000) + number), 600 + (137 * number % 5_000)))];

    /// <param name="send">Told who sends (and what names the conversation and its assistant), the prompt, what stands there after the answer, and what comes then.</param>
    public void Begin(Action<(long Conversation, int Assistant), PromptPrefix, Func<PromptPrefix>, Action> send)
    {
        for (var person = 0; person < People; person++)
        {
            var (random, mean, conversation) = (new Random((seed * 7_919) + person), 1_000 / (perSecond * Often[person]), (long)person * 1_000);
            var (assistant, turns, messages) = (0, MostTurns, new List<ChatMessage>());
            Next();

            void Next() => time.At(time.Now - (Math.Log(1 - random.NextDouble()) * mean), Send);

            void Send()
            {
                if (turns++ == MostTurns)
                {
                    (assistant, turns) = (Drawn(random), random.Next(MostTurns));
                    (conversation, messages) = (conversation + 1, [new(ChatRole.System, _manuals[assistant])]);
                }

                messages.Add(new(ChatRole.User, Text(random, random.Next(20, 400))));
                var prompt = PromptPrefix.Of(messages);
                send((conversation, assistant), prompt, Answered, Next);
            }

            PromptPrefix Answered()
            {
                messages.Add(new(ChatRole.Assistant, Text(random, AnswerTokens)));
                return PromptPrefix.Of(messages);
            }
        }
    }

    private static int Drawn(Random random)
    {
        var left = random.NextDouble();
        return Math.Max(0, Array.FindIndex(Liked, part => (left -= part) < 0));
    }

    private static double[] Zipf(int count)
    {
        var sum = Enumerable.Range(1, count).Sum(rank => 1.0 / rank);
        return [.. Enumerable.Range(1, count).Select(rank => 1 / (rank * sum))];
    }

    private static string Text(Random random, int tokens) =>
        string.Create(tokens * CharactersOfToken, random, (letters, chance) =>
        {
            for (var i = 0; i < letters.Length; i++)
            {
                letters[i] = (char)('a' + chance.Next(26));
            }
        });
}
