using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Parley.Server.Tests.BadInput;

/// <summary>Whatever is sent as a body, a route takes it or says clearly what is wrong; it never breaks, and keeps nothing.</summary>
public sealed class BadBodyTests(Things things) : IClassFixture<Things>
{
    private IReadOnlyList<BodyShape> Shapes => BodyShapes.Of(things);

    [Fact]
    public void Every_route_that_may_be_sent_a_body_is_tried()
    {
        var served = things.Server.Routes.Where(route => route.Method is "POST" or "PUT" or "PATCH").Select(route => route.Name);

        Assert.Equal(served.Order(StringComparer.Ordinal), Shapes.Select(shape => shape.Route).Order(StringComparer.Ordinal));
    }

    [Fact]
    public Task Bodies_that_are_no_JSON_of_any_use_are_refused() =>
        RefusedAsync(Shapes.Where(shape => shape.Valid is not null && shape.Route != BodyShapes.Batch).Select(shape => (shape, BadBodies.ForAny(shape))));

    [Fact]
    public Task Fields_of_a_wrong_form_are_refused() =>
        RefusedAsync(Shapes.Where(shape => shape.Valid is not null && shape.Route != BodyShapes.Batch).Select(shape => (shape, BadBodies.ForFields(shape))));

    [Fact]
    public Task A_text_of_eleven_megabytes_is_refused() =>
        RefusedAsync(Shapes.Where(shape => shape.Valid is not null && shape.Route != BodyShapes.Batch && BadBodies.TooLong(shape) is not null)
            .Select(shape => (shape, Enumerable.Repeat(BadBodies.TooLong(shape)!, 1))));

    [Fact]
    public async Task A_batch_judges_each_line_and_keeps_none_of_the_bad_ones()
    {
        var shape = Shapes.Single(shape => shape.Route == BodyShapes.Batch);
        var before = await things.StoredAsync();
        foreach (var bad in BadBodies.ForAny(shape).Concat(BadBodies.ForFields(shape)).Where(bad => bad.MediaType == "application/json" && bad.Bytes.Length > 0))
        {
            using var response = await SendAsync(shape, bad with { MediaType = "application/x-ndjson" });
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode == HttpStatusCode.Accepted, $"{bad.Name}: {(int)response.StatusCode} {text}");
            var answer = JsonElement.Parse(text);
            Assert.True(answer.GetProperty("accepted").GetInt32() == 0, $"{bad.Name}: {text}");
            Assert.NotEmpty(answer.GetProperty("rejected")[0].GetProperty("reason").GetString()!);
            Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        }

        Assert.Equal(before, await things.StoredAsync());
    }

    [Fact]
    public async Task What_reads_no_body_minds_none()
    {
        foreach (var shape in Shapes.Where(shape => shape.Valid is null))
        {
            using var response = await SendAsync(shape, new("garbage", [0xff, 0x00, 0x7b]));
            Assert.True((int)response.StatusCode < 500, $"{shape.Route}: {(int)response.StatusCode}");
        }
    }

    [Theory]
    [InlineData("2147483648")]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    public async Task A_number_beyond_what_counts_is_refused_with_the_bounds(string number)
    {
        using var content = new StringContent($"{{\"overlap_tokens\": {number}}}", System.Text.Encoding.UTF8, "application/json");
        using var response = await things.Client.PatchAsync($"/v1/knowledge/{Things.Namespace}", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("between 0 and 1024", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task RefusedAsync(IEnumerable<(BodyShape Shape, IEnumerable<BadBody> Bodies)> attempts)
    {
        var before = await things.StoredAsync();
        var complaints = new List<string>();
        foreach (var (shape, bodies) in attempts)
        {
            foreach (var body in bodies)
            {
                using var response = await SendAsync(shape, body);
                if (await Verdict.OnAsync(response) is { } complaint)
                {
                    complaints.Add($"{shape.Route}, {body.Name}: {complaint}");
                }
            }
        }

        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
        Assert.Equal(before, await things.StoredAsync());
    }

    private async Task<HttpResponseMessage> SendAsync(BodyShape shape, BadBody body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(shape.Method), shape.Path) { Content = new ByteArrayContent(body.Bytes) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(body.MediaType);
        return await things.Client.SendAsync(request);
    }
}
