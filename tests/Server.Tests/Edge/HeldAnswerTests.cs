using Parley.Host.Edge;

namespace Parley.Server.Tests.Edge;

public sealed class HeldAnswerTests
{
    [Fact]
    public async Task An_answer_that_grows_too_large_goes_out_whole_and_in_order()
    {
        var sent = new MemoryStream();
        await using var held = new HeldAnswer(sent);
        var piece = new byte[300_000];
        for (byte i = 0; i < 5; i++)
        {
            Array.Fill(piece, i);
            await held.WriteAsync(piece, TestContext.Current.CancellationToken);
            Assert.Equal(i < 3 ? 0 : (i + 1) * piece.Length, sent.Length);
        }

        Assert.Null(held.Held);
        Assert.Equal(Enumerable.Range(0, 5), sent.ToArray().Chunk(piece.Length).Select(chunk => (int)Assert.Single(chunk.Distinct())));
    }
}
