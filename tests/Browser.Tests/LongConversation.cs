using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Parley.Browser.Tests;

/// <summary>A conversation of many messages, made up before it reaches the page: what is measured is the page alone.</summary>
internal sealed partial class LongConversation(int count)
{
    public const string Id = "conv_01890a5d000070008000000000000000";
    private const string Sentence = "The heron stands in the shallow water and waits for what comes near. ";

    public static string MessageId(int number) => string.Create(CultureInfo.InvariantCulture, $"msg_01890a5d00007000{number:x16}");

    public async Task ServeAsync(IBrowserContext context) =>
        await context.RouteAsync(Address(), route => route.FulfillAsync(new() { ContentType = "application/json", Body = Answer(new Uri(route.Request.Url)) }));

    [GeneratedRegex($"/v1/conversations/{Id}(/messages)?([?]|$)")]
    private static partial Regex Address();

    private static string Content(int number) => (number % 10) switch
    {
        var place when place % 2 == 0 => $"Question {number}: what does the heron do?",
        5 => $"## Answer {number}\n\n{Sentence}\n\n- it **waits**\n- it looks\n\n| what | how |\n| --- | --- |\n| heron | still |\n",
        _ => string.Concat(Enumerable.Repeat(Sentence, 1 + (number * 7 % 9))) + $"\n\nThat is answer {number}, with `code` and a [link](https://example.com/{number}).",
    };

    private string Answer(Uri address)
    {
        if (!address.AbsolutePath.EndsWith("/messages", StringComparison.Ordinal))
        {
            return JsonSerializer.Serialize(new
            {
                id = Id,
                title = "A long one",
                pinned = false,
                archived = false,
                subject = "sub",
                created_at = "2026-01-01T00:00:00Z",
                updated_at = "2026-01-01T00:00:00Z",
                leaf_message_id = MessageId(count),
                active_turn_ids = Array.Empty<string>(),
            });
        }

        var query = System.Web.HttpUtility.ParseQueryString(address.Query);
        var limit = int.Parse(query["limit"]!, CultureInfo.InvariantCulture);
        var newest = query["cursor"] is { } cursor ? int.Parse(cursor, CultureInfo.InvariantCulture) : count;
        var oldest = Math.Max(1, newest - limit + 1);
        var data = Enumerable.Range(oldest, newest - oldest + 1).Reverse().Select(Message);
        return JsonSerializer.Serialize(new { data, next_cursor = oldest == 1 ? null : $"{oldest - 1}" });
    }

    private static object Message(int number) => new
    {
        id = MessageId(number),
        conversation_id = Id,
        parent_id = number == 1 ? null : MessageId(number - 1),
        turn_id = $"turn_{number / 2}",
        role = number % 2 == 0 ? "assistant" : "user",
        content = Content(number - 1),
        state = "complete",
        created_at = "2026-01-01T00:00:00Z",
        model = "heron-1",
        citations = Array.Empty<object>(),
        unsupported = Array.Empty<object>(),
        sibling_ids = new[] { MessageId(number) },
        sibling_index = 0,
        sibling_count = 1,
        attachments = Array.Empty<object>(),
        pinned = false,
        feedback = (object?)null,
        usage = (object?)null,
    };
}
