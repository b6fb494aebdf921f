using System.Text;
using System.Text.Json;
using Parley.OpenAI;

namespace Parley.Models.Tests;

public sealed class SseReaderTests
{
    [Theory]
    [InlineData("data: a\n\ndata: b\n\n", "a|b")]
    [InlineData("data:a\r\n\r\ndata: b\r\r", "a|b")]
    [InlineData("\uFEFFdata: a\n\n", "a")]
    [InlineData(": note\nevent: x\nid: 7\ndata: a\n\n", "a")]
    [InlineData("data: one\ndata: two\n\n", "one\ntwo")]
    [InlineData("data: one\nid: 1\ndata:\ndata:  three\n\n", "one\n\n three")]
    [InlineData("data\n\n", "")]
    [InlineData("data:\n\ndata: b\n\n", "|b")]
    [InlineData("event: ping\n\ndata: a\n\n", "a")]
    [InlineData("datax: no\n\ndata: a\n\n", "a")]
    [InlineData("data: ünï — 你好 😀\n\n", "ünï — 你好 😀")]
    [InlineData("data: never ended\n", null)]
    [InlineData("", null)]
    public async Task Events_are_the_same_whatever_pieces_the_bytes_come_in(string stream, string? expected)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        foreach (var piece in (int[])[1, 2, 3, 7, int.MaxValue])
        {
            var events = await ReadAsync(bytes, piece);

            Assert.Equal(expected, events.Count == 0 ? null : string.Join('|', events));
        }
    }

    [Fact]
    public async Task Frames_far_larger_than_the_first_buffer_are_read_whole()
    {
        var large = new string('x', 300_000);

        var events = await ReadAsync(Encoding.UTF8.GetBytes($"data: a\n\ndata: {large}\n\ndata: {large}\ndata: b\n\n"), 10_000);

        Assert.Equal(["a", large, large + "\nb"], events);
    }

    [Fact]
    public async Task A_frame_beyond_the_limit_is_refused_before_it_is_held()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Encoding.UTF8.GetBytes("data: " + new string('x', 1_000_000)), 4096, 10_000));
    }

    [Fact]
    public async Task Many_small_frames_need_one_buffer()
    {
        var events = await ReadAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5_000).Select(i => $"data: {i}\n\n"))), 1_000, 2_000);

        Assert.Equal(Enumerable.Range(0, 5_000).Select(i => $"{i}"), events);
    }

    [Fact]
    public async Task The_conformance_streams_of_others_are_read_as_they_say()
    {
        var folder = Environment.GetEnvironmentVariable("PARLEY_EVAL_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "PARLEY_EVAL_DATA is not set: the event-stream conformance data are not checked.");
        var files = Directory.GetFiles(Path.Combine(folder!, "sse"), "*.jsonl");
        Assert.NotEmpty(files);
        foreach (var line in files.SelectMany(File.ReadLines).Where(line => line.Length > 0))
        {
            using var test = JsonDocument.Parse(line);
            var expected = test.RootElement.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("data").GetString()!).ToList();
            var stream = Encoding.UTF8.GetBytes(test.RootElement.GetProperty("stream").GetString()!);

            foreach (var piece in (int[])[1, 2, 5, int.MaxValue])
            {
                Assert.Equal(expected, await ReadAsync(stream, piece));
            }
        }
    }

    private static async Task<List<string>> ReadAsync(byte[] bytes, int piece, int longestFrame = 1 << 20)
    {
        using var reader = new SseReader(new PiecewiseStream(bytes, piece), longestFrame);
        var events = new List<string>();
        do
        {
            while (reader.TryRead())
            {
                events.Add(Encoding.UTF8.GetString(reader.Data));
            }
        }
        while (reader.Take(await reader.FillAsync(CancellationToken.None)));

        return events;
    }

    private sealed class PiecewiseStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
