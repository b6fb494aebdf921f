namespace Parley.Vectors.Tests;

/// <summary>The fast kernels against the plain sums that they stand for.</summary>
public sealed unsafe class KernelTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(48)]
    [InlineData(256)]
    [InlineData(784)]
    public void Floats_are_multiplied_and_subtracted_as_plainly_written(int length)
    {
        var (a, b) = (Points.Draw(1, 3, length)[0], Points.Draw(1, 4, length)[0]);

        fixed (float* x = a, y = b)
        {
            Assert.Equal(a.Zip(b, (p, q) => (double)p * q).Sum(), Kernels.Dot(x, y, length), 3);
            Assert.Equal(a.Zip(b, (p, q) => ((double)p - q) * (p - q)).Sum(), Kernels.SquaredDistance(x, y, length), 3);
        }
    }

    [Theory]
    [InlineData(32)]
    [InlineData(96)]
    [InlineData(2048)]
    public void Bytes_are_multiplied_exactly_up_to_the_largest(int length)
    {
        var random = new Random(5);
        var a = Enumerable.Range(0, length).Select(_ => (sbyte)random.Next(-127, 128)).ToArray();
        var largest = Enumerable.Repeat((sbyte)-127, length).ToArray();

        fixed (sbyte* x = a, y = largest)
        {
            foreach (var (left, right, plain) in new[] { ((nint)x, (nint)y, a.Sum(v => v * -127)), ((nint)y, (nint)y, 127 * 127 * length), ((nint)x, (nint)x, a.Sum(v => v * v)) })
            {
                Assert.Equal(plain, Kernels.Dot((sbyte*)left, (sbyte*)right, length));
                Assert.Equal(plain, Kernels.DotWidened((sbyte*)left, (sbyte*)right, length));
            }
        }
    }

    [Fact]
    public void Bits_that_differ_are_counted()
    {
        ulong[] a = [0b1011, ulong.MaxValue], b = [0b1110, 0];

        fixed (ulong* x = a, y = b)
        {
            Assert.Equal(2 + 64, Kernels.Hamming(x, y, 2));
        }
    }

    [Fact]
    public void A_distance_and_a_slot_are_ordered_as_one_number()
    {
        (float Distance, int Slot)[] pairs = [(-1.5f, 3), (-1.5f, 4), (-0f, 1), (0.25f, 0), (1e30f, 2), (float.PositiveInfinity, 9)];

        var ranked = pairs.Select(pair => Ranked.Of(pair.Distance, pair.Slot)).ToArray();

        Assert.Equal(ranked.Order(), ranked);
        Assert.Equal(pairs, ranked.Select(value => (Ranked.Distance(value), Ranked.Slot(value))));
    }

    [Fact]
    public void The_heaps_give_back_what_sorting_gives()
    {
        var random = new Random(6);
        var all = Enumerable.Range(0, 3000).Select(i => Ranked.Of(random.Next(500), i)).ToArray();
        var (open, found) = (new NearestHeap(), new NearestOf());
        found.Reset(100);
        foreach (var item in all)
        {
            open.Push(item);
            found.Offer(item);
        }

        Assert.Equal(all.Order().Take(100), found.Sorted().ToArray());
        Assert.Equal(all.Order(), Enumerable.Range(0, all.Length).Select(_ => open.Pop()));
    }
}
