using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Accounts;
using Parley.Host.Composition;
using Parley.Host.Description;

namespace Parley.Server.Tests;

/// <summary>The API description tells of every route, and every route says whom it serves.</summary>
public sealed partial class DescriptionTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-test-").FullName;
    private WebApplication _app = null!;
    private JsonElement _document;

    public async ValueTask InitializeAsync()
    {
        _app = ParleyApp.Build([new("PARLEY_DATA", _folder), new("urls", "http://127.0.0.1:0"), new("Parley:Discovery", "false")]);
        await _app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        _document = JsonElement.Parse(await client.GetStringAsync("/openapi/v1.json"));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private EndpointDataSource Routes => _app.Services.GetRequiredService<EndpointDataSource>();

    [Fact]
    public void Every_route_stands_in_the_description()
    {
        var missing = from endpoint in Routes.Endpoints.OfType<RouteEndpoint>()
                      from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
                      let path = "/" + endpoint.RoutePattern.RawText!.Trim('/').Replace("{**", "{", StringComparison.Ordinal)
                      where path != "/openapi/v1.json"
                      where !_document.GetProperty("paths").TryGetProperty(path, out var item) || !item.TryGetProperty(method.ToLowerInvariant(), out _)
                      select $"{method} {path}";

        Assert.Empty(missing);
    }

    [Fact]
    public async Task The_description_is_made_once_and_who_has_it_is_told_so()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        using var first = await client.GetAsync("/openapi/v1.json");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var second = await client.SendAsync(again);

        Assert.Equal("3.1", _document.GetProperty("openapi").GetString()![..3]);
        Assert.Equal((HttpStatusCode.OK, "application/json"), (first.StatusCode, first.Content.Headers.ContentType!.MediaType));
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        var text = _app.Services.GetRequiredService<DescriptionText>();
        Assert.Same((await text.ReadAsync()).Bytes, (await text.ReadAsync()).Bytes);
    }

    [Fact]
    public void Every_route_says_whom_it_serves() => Assert.Empty(AccessCheck.FindUnprotected(Routes));

    [Fact]
    public void Every_operation_has_a_summary_a_group_an_id_of_its_own_and_an_answer_with_content()
    {
        var operations = _document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Name: $"{operation.Name} {path.Name}", operation.Value))).ToList();

        Assert.Empty(operations.Where(operation => !operation.Value.TryGetProperty("summary", out _)).Select(operation => operation.Name));
        Assert.Empty(operations.Where(operation => !operation.Value.TryGetProperty("tags", out _)).Select(operation => operation.Name));
        Assert.Equal(operations.Count, operations.Select(operation => operation.Value.GetProperty("operationId").GetString()).Distinct().Count());
        Assert.Empty(operations.Where(operation => operation.Value.GetProperty("responses").TryGetProperty("200", out var ok) && !ok.TryGetProperty("content", out _))
            .Select(operation => operation.Name));
    }

    [Fact]
    public void Ids_are_texts_and_every_member_has_a_type()
    {
        var schemas = _document.GetProperty("components").GetProperty("schemas");

        Assert.DoesNotContain(schemas.EnumerateObject(), schema => schema.Name.StartsWith("IdOf", StringComparison.Ordinal));
        Assert.Equal("string", schemas.GetProperty("Conversation").GetProperty("properties").GetProperty("id").GetProperty("type").GetString());
        Assert.Equal("string", schemas.GetProperty("Conversation").GetProperty("properties").GetProperty("title").GetProperty("type").GetString());
    }

    [Fact]
    public void Streams_are_described_as_streams_and_what_needs_proof_says_so()
    {
        var send = _document.GetProperty("paths").GetProperty("/v1/conversations/{id}/turns").GetProperty("post");

        Assert.True(send.GetProperty("responses").GetProperty("200").GetProperty("content").TryGetProperty("text/event-stream", out _));
        Assert.Equal("bearer", send.GetProperty("security")[0].EnumerateObject().Single().Name);
        Assert.Equal("3.1", _document.GetProperty("openapi").GetString()![..3]);
    }

    [Fact]
    public void The_pages_name_only_routes_that_exist()
    {
        var known = _document.GetProperty("paths").EnumerateObject().Select(path => Shape(path.Name)).Append("/openapi/v1.json").ToHashSet();
        var named = from page in ProductDocuments.All
                    from Match match in NamedRoute().Matches(page.Markdown)
                    select (page.File, Route: Shape(match.Value));

        Assert.NotEmpty(named);
        Assert.Empty(named.Where(name => !known.Contains(name.Route)).Distinct());
    }

    private static string Shape(string route) => Parameter().Replace(route.TrimEnd('/', '.'), "{}");

    [GeneratedRegex(@"(?<![\w:/.…])/(metrics|(v1|health|openapi|\.well-known)(/[\w{}.:-]+)+)(?![\w/])")]
    private static partial Regex NamedRoute();

    [GeneratedRegex(@"\{[^}]*\}|\$\w+")]
    private static partial Regex Parameter();
}
