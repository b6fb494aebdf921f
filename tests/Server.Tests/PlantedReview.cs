using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Kernel;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Server.Tests;

/// <summary>A case as the end of a turn writes it, for suites that need one and no guard that happens to find something.</summary>
internal static class PlantedReview
{
    /// <param name="who">Whose turn it is.</param>
    /// <returns>The review's id.</returns>
    public static async Task<string> AddAsync(
        InProcessServer server, HttpClient owner, HttpClient who, string conversation, string turn, string text, GuardAction action = GuardAction.Block)
    {
        var subject = await SubjectAsync(who, conversation);
        var tenant = (await owner.GetFromJsonAsync<JsonElement>("/v1/me")).GetProperty("tenant").GetProperty("id").GetString()!;
        var scope = new TenantScope(new(tenant));
        var key = await server.Services.GetRequiredService<Sealer>().KeyAsync(scope.Id, subject);
        var work = await server.Services.GetRequiredService<Reviews>().PrepareAsync(
            new(scope, subject, null, [new("user", text)], [new("harm", "violence", action, "user", .9)])
            {
                Subject = new(subject),
                Conversation = new(conversation),
                Turn = new(turn),
            },
            key,
            CancellationToken.None);
        await server.Services.GetRequiredService<TenantDatabase>().WriteAsync(scope, work!);
        var listed = await owner.GetFromJsonAsync<JsonElement>("/v1/reviews?limit=200");
        return listed.GetProperty("data").EnumerateArray().Single(one => one.GetProperty("turn_id").GetString() == turn).GetProperty("id").GetString()!;
    }

    private static async Task<string> SubjectAsync(HttpClient who, string conversation) =>
        (await who.GetFromJsonAsync<JsonElement>($"/v1/conversations/{conversation}")).GetProperty("subject").GetString()!;
}
