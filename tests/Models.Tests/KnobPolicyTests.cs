namespace Parley.Models.Tests;

public sealed class KnobPolicyTests
{
    private static readonly Deployment Any = Make.Deployment();

    [Fact]
    public void Nothing_asked_gives_the_defaults_and_reports_nothing()
    {
        var resolved = KnobPolicy.Resolve(new(), "hello", Any);

        Assert.Equal(new Knobs { Temperature = 0.7, TopP = 0.9, FrequencyPenalty = 0, MaxTokens = 512 }, resolved.Knobs);
        Assert.Empty(resolved.Adjusted);
    }

    [Theory]
    [InlineData("creative", 1.1, 0.95, 0.3)]
    [InlineData("balanced", 0.7, 0.9, 0.0)]
    [InlineData("deterministic", 0.0, 1.0, 0.0)]
    public void A_preset_sets_its_three_knobs(string preset, double temperature, double topP, double penalty)
    {
        var resolved = KnobPolicy.Resolve(new() { Preset = preset }, "hello", Any);

        Assert.Equal(new Knobs { Temperature = temperature, TopP = topP, FrequencyPenalty = penalty, MaxTokens = 512 }, resolved.Knobs);
        Assert.Empty(resolved.Adjusted);
    }

    // Each row: asked, used. Both boundaries of every range, just inside and just outside.
    [Theory]
    [InlineData("temperature", 0.0, 0.0)]
    [InlineData("temperature", -0.01, 0.0)]
    [InlineData("temperature", 1.5, 1.5)]
    [InlineData("temperature", 1.51, 1.5)]
    [InlineData("temperature", double.MaxValue, 1.5)]
    [InlineData("top_p", 0.1, 0.1)]
    [InlineData("top_p", 0.09, 0.1)]
    [InlineData("top_p", 1.0, 1.0)]
    [InlineData("top_p", 1.01, 1.0)]
    [InlineData("frequency_penalty", -2.0, -2.0)]
    [InlineData("frequency_penalty", -2.01, -2.0)]
    [InlineData("frequency_penalty", 2.0, 2.0)]
    [InlineData("frequency_penalty", 2.01, 2.0)]
    [InlineData("max_tokens", 50, 50)]
    [InlineData("max_tokens", 49, 50)]
    [InlineData("max_tokens", 0, 50)]
    [InlineData("max_tokens", -7, 50)]
    [InlineData("max_tokens", 2000, 2000)]
    [InlineData("max_tokens", 2001, 2000)]
    [InlineData("max_tokens", int.MaxValue, 2000)]
    public void The_native_door_clamps_and_reports(string knob, double asked, double used)
    {
        var resolved = KnobPolicy.Resolve(Ask(knob, asked), "hello", Any);

        Assert.Equal(used, Value(resolved.Knobs, knob));
        if (asked == used)
        {
            Assert.Empty(resolved.Adjusted);
        }
        else
        {
            var adjustment = Assert.Single(resolved.Adjusted);
            Assert.Equal((knob, asked, used), (adjustment.Knob, adjustment.Asked, adjustment.Used));
            Assert.NotEmpty(adjustment.Reason);
        }
    }

    [Theory]
    [InlineData("temperature", 0.0)]
    [InlineData("temperature", 1.9)]
    [InlineData("temperature", 2.0)]
    [InlineData("top_p", 0.0)]
    [InlineData("top_p", 0.05)]
    [InlineData("frequency_penalty", -2.0)]
    [InlineData("frequency_penalty", 2.0)]
    [InlineData("max_tokens", 1)]
    [InlineData("max_tokens", 100_000)]
    public void A_wire_format_keeps_its_own_ranges_unchanged(string knob, double asked)
    {
        var resolved = KnobPolicy.Resolve(Ask(knob, asked) with { OwnRanges = true }, "be precise", Any);

        Assert.Equal(asked, Value(resolved.Knobs, knob));
        Assert.Empty(resolved.Adjusted);
    }

    [Theory]
    [InlineData("temperature", 2.01)]
    [InlineData("temperature", -0.01)]
    [InlineData("top_p", 1.01)]
    [InlineData("top_p", -0.01)]
    [InlineData("frequency_penalty", 2.01)]
    [InlineData("frequency_penalty", -2.01)]
    [InlineData("max_tokens", 0)]
    public void A_wire_format_refuses_what_is_beyond_its_ranges(string knob, double asked)
    {
        var refused = Assert.Throws<RefusedException>(() => KnobPolicy.Validate(Ask(knob, asked) with { OwnRanges = true }));

        Assert.Equal(400, refused.Refusal.Status);
        Assert.Contains(knob, refused.Refusal.Errors!.Keys);
    }

    [Fact]
    public void A_wire_format_without_knobs_leaves_all_to_the_model()
    {
        var resolved = KnobPolicy.Resolve(new() { OwnRanges = true }, "a creative story", Any);

        Assert.Equal(new Knobs(), resolved.Knobs);
        Assert.Empty(resolved.Adjusted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_model_gets_no_more_than_it_takes_and_the_change_is_told(bool ownRanges)
    {
        var model = Make.Deployment(limits: new(MostTemperature: 1.0, TemperatureOrTopP: true));

        var warm = KnobPolicy.Resolve(Ask("temperature", 1.4) with { TopP = 0.5, OwnRanges = ownRanges }, "hello", model);
        var narrow = KnobPolicy.Resolve(new() { TopP = 0.5, OwnRanges = ownRanges }, "hello", model);

        Assert.Equal((1.0, null), (warm.Knobs.Temperature, warm.Knobs.TopP));
        Assert.Equal([("temperature", 1.4, 1.0), ("top_p", 0.5, null)], warm.Adjusted.Select(told => (told.Knob, told.Asked, told.Used)));
        Assert.Equal((null, 0.5), (narrow.Knobs.Temperature, narrow.Knobs.TopP));
    }

    [Theory]
    [InlineData(false, double.NaN)]
    [InlineData(false, double.PositiveInfinity)]
    [InlineData(false, double.NegativeInfinity)]
    [InlineData(true, double.NaN)]
    [InlineData(true, double.PositiveInfinity)]
    public void What_is_no_number_is_refused(bool ownRanges, double value)
    {
        foreach (var knob in (string[])["temperature", "top_p", "frequency_penalty"])
        {
            Assert.Equal(400, Assert.Throws<RefusedException>(() => KnobPolicy.Validate(Ask(knob, value) with { OwnRanges = ownRanges })).Refusal.Status);
        }
    }

    [Fact]
    public void An_unknown_preset_is_refused_with_the_names_of_those_there_are()
    {
        var refused = Assert.Throws<RefusedException>(() => KnobPolicy.Validate(new() { Preset = "wild" }));

        Assert.Equal(400, refused.Refusal.Status);
        Assert.Contains("creative, balanced, deterministic", refused.Refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_layer_lies_over_the_one_before()
    {
        var request = new KnobRequest
        {
            Assistant = new() { Temperature = 0.1, TopP = 0.2, FrequencyPenalty = 1.0, MaxTokens = 99 },
            Preset = "creative",
            TopP = 0.5,
        };

        var resolved = KnobPolicy.Resolve(request, "hello", Any);

        Assert.Equal(new Knobs { Temperature = 1.1, TopP = 0.5, FrequencyPenalty = 0.3, MaxTokens = 99 }, resolved.Knobs);
    }

    [Theory]
    [InlineData("legal")]
    [InlineData("finance")]
    [InlineData(" Legal ")]
    public void A_careful_task_forces_the_temperature_over_everything(string task)
    {
        foreach (var own in (bool[])[false, true])
        {
            var resolved = KnobPolicy.Resolve(new() { Task = task, Temperature = 1.2, Preset = "creative", OwnRanges = own }, "write a creative story", Any);

            Assert.Equal(0.3, resolved.Knobs.Temperature);
            var adjustment = Assert.Single(resolved.Adjusted);
            Assert.Equal(("temperature", 1.2, 0.3), (adjustment.Knob, adjustment.Asked, adjustment.Used));
        }
    }

    [Fact]
    public void A_task_that_was_understood_lowers_the_temperature_and_says_how_sure_it_is()
    {
        var resolved = KnobPolicy.Resolve(new() { Understood = new("legal", 0.934), Temperature = 1.2 }, "hello", Any);

        Assert.Equal(0.3, resolved.Knobs.Temperature);
        Assert.Equal(
            new("temperature", 1.2, 0.3, "The question was understood as a legal one (confidence 0.93); such a task is answered at 0.3."),
            Assert.Single(resolved.Adjusted));
    }

    [Fact]
    public void A_task_that_was_understood_never_raises_the_temperature()
    {
        Assert.Equal(0.1, KnobPolicy.Resolve(new() { Understood = new("finance", 0.99), Temperature = 0.1 }, "hello", Any).Knobs.Temperature);
        Assert.Equal(0.0, KnobPolicy.Resolve(new() { Understood = new("finance", 0.99), Preset = "deterministic" }, "hello", Any).Knobs.Temperature);
    }

    [Fact]
    public void A_task_that_the_request_names_outweighs_what_was_understood()
    {
        Assert.Equal(0.7, KnobPolicy.Resolve(new() { Task = "marketing", Understood = new("legal", 0.99) }, "hello", Any).Knobs.Temperature);
    }

    [Fact]
    public void What_was_understood_changes_nothing_in_the_ranges_of_another_wire_format()
    {
        var resolved = KnobPolicy.Resolve(new() { Understood = new("legal", 0.99), Temperature = 1.9, OwnRanges = true }, "hello", Any);

        Assert.Equal(1.9, resolved.Knobs.Temperature);
        Assert.Empty(resolved.Adjusted);
    }

    [Fact]
    public void Another_task_changes_nothing()
    {
        Assert.Equal(0.7, KnobPolicy.Resolve(new() { Task = "marketing" }, "hello", Any).Knobs.Temperature);
    }

    [Theory]
    [InlineData("Be precise: what is the melting point of tin?", null, 0.2)]
    [InlineData("Be precise.", 0.1, 0.1)]
    [InlineData("Please tell me a creative story about a fox", null, 1.0)]
    [InlineData("a creative story, please", 1.4, 1.4)]
    [InlineData("Sei bitte genau: wie lang ist die Frist?", null, 0.2)]
    [InlineData("Schreib mir ein kurzes Gedicht", null, 1.0)]
    [InlineData("Don't be creative here", null, 0.7)]
    [InlineData("You need not be precise", null, 0.7)]
    [InlineData("Be precise, but tell me a story", null, 0.7)]
    [InlineData("What is a creative commons licence?", null, 0.7)]
    [InlineData("", null, 0.7)]
    public void The_users_words_nudge_the_temperature(string text, double? asked, double used)
    {
        var resolved = KnobPolicy.Resolve(new() { Temperature = asked }, text, Any);

        Assert.Equal(used, resolved.Knobs.Temperature);
        Assert.Equal(used != (asked ?? 0.7), resolved.Adjusted.Count == 1);
    }

    [Fact]
    public void The_nudge_can_be_switched_off()
    {
        Assert.Equal(0.7, KnobPolicy.Resolve(new() { Adaptive = false }, "be precise", Any).Knobs.Temperature);
    }

    [Fact]
    public void A_wish_at_the_end_of_a_long_message_is_read_and_one_in_its_middle_is_not()
    {
        var filler = string.Concat(Enumerable.Repeat("The report says this and that. ", 200));

        Assert.Equal(0.2, KnobPolicy.Resolve(new(), filler + "Be precise.", Any).Knobs.Temperature);
        Assert.Equal(0.7, KnobPolicy.Resolve(new(), filler + "Be precise. " + filler, Any).Knobs.Temperature);
    }

    [Fact]
    public void A_plan_raises_the_longest_answer_and_the_models_own_limit_stays()
    {
        Assert.Equal(3500, KnobPolicy.Resolve(new() { MaxTokens = 3500 }, "", Any, planMaxTokens: 4000).Knobs.MaxTokens);
        Assert.Equal(2000, KnobPolicy.Resolve(new() { MaxTokens = 3500 }, "", Any, planMaxTokens: 100).Knobs.MaxTokens);
        var small = KnobPolicy.Resolve(new() { MaxTokens = 3500 }, "", Make.Deployment(maxOutputTokens: 300));
        Assert.Equal(300, small.Knobs.MaxTokens);
        Assert.Equal(3500, Assert.Single(small.Adjusted).Asked);
    }

    [Fact]
    public void A_knob_that_the_model_refuses_is_left_out_and_reported()
    {
        var refused = new RefusedParameters();
        refused.Add("temperature");

        var resolved = KnobPolicy.Resolve(new() { Temperature = 0.4 }, "hello", Make.Deployment(refused: refused));

        Assert.Null(resolved.Knobs.Temperature);
        var adjustment = Assert.Single(resolved.Adjusted);
        Assert.Equal(("temperature", 0.4, null), (adjustment.Knob, adjustment.Asked, adjustment.Used));
    }

    [Fact]
    public void A_knob_that_turns_out_to_be_refused_is_reported_beside_what_was_changed_before()
    {
        var resolved = KnobPolicy.Resolve(new() { Temperature = 9, TopP = 0.5 }, "hello", Any).Without(["temperature", "top_p"], "m");

        Assert.Equal((null, null, 512), (resolved.Knobs.Temperature, resolved.Knobs.TopP, resolved.Knobs.MaxTokens));
        Assert.Equal([("temperature", 9, null), ("top_p", 0.5, null)], resolved.Adjusted.Select(one => (one.Knob, one.Asked!.Value, one.Used)));
        Assert.Same(resolved, resolved.Without([], "m"));
    }

    private static KnobRequest Ask(string knob, double value) => knob switch
    {
        "temperature" => new() { Temperature = value },
        "top_p" => new() { TopP = value },
        "frequency_penalty" => new() { FrequencyPenalty = value },
        _ => new() { MaxTokens = (int)value },
    };

    private static double? Value(Knobs knobs, string knob) => knob switch
    {
        "temperature" => knobs.Temperature,
        "top_p" => knobs.TopP,
        "frequency_penalty" => knobs.FrequencyPenalty,
        _ => knobs.MaxTokens,
    };
}
