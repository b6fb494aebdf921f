using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Parley.Sources.Routes;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Parley.Sources.Tests;

/// <summary>Bodies of pushes that are larger than they look.</summary>
public sealed class PushBodyTests() : SourcesSuite(DatabaseKind.Sqlite)
{
    [Theory]
    [InlineData("upserts", 10_001, 413)]
    [InlineData("deletes", 10_001, 413)]
    [InlineData("upserts", 3, 400)]
    public async Task More_changes_than_a_push_may_have_are_refused_before_they_are_read(string list, int changes, int status)
    {
        // What stands behind them is no change at all: whoever reads it is told of that.
        var refused = await Assert.ThrowsAsync<RefusedException>(() => PushAsync($"{{\"{list}\":[{string.Concat(Enumerable.Repeat("{},", changes - 1))}5], \"upserts\": 7}}"));

        Assert.Equal(status, refused.Refusal.Status);
    }

    private async Task PushAsync(string body)
    {
        var id = await House.AddAsync(SourceKinds.Push);
        var context = new DefaultHttpContext();
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        await PushChanges.HandleAsync(
            "docs", id, context.Request, null!, House.Get<Store.EventStore>(), House.Get<IOptions<SourcesOptions>>(), Options.Create(new JsonOptions()), default);
    }
}
