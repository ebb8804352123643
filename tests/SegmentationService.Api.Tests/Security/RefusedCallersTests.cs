namespace SegmentationService.Api.Tests.Security;

/// <summary>Who guesses keys is slowed down, and shuts nobody out who has one.</summary>
public sealed class RefusedCallersTests
{
    [Fact]
    public async Task Refused_MoreThanAllowed_AreToldToWaitAndKnownKeysAreNot()
    {
        await using var app = SegmentationApp.With(Keys.Settings(("Limits:RefusedPerSecond", "0.00002"))); // one in 14 hours

        (await app.GetAsync("/models", Keys.Header("key-of-nobody"))).ExpectProblem(401, "unknown-key");
        for (var i = 0; i < 5; i++)
        {
            var guess = await app.GetAsync("/models", Keys.Header($"guess-{i}"));
            guess.ExpectProblem(429, "too-many-requests", "known key are not counted");
            Assert.True(guess.Headers.RetryAfter?.Delta > TimeSpan.FromHours(10), $"{guess.Headers.RetryAfter}");
            (await app.GetAsync("/models")).ExpectProblem(429, "too-many-requests"); // without one, too
            (await app.GetAsync("/models", Keys.Header(Keys.Train))).Expect(200);
        }

        (await app.SendAsync(HttpMethod.Delete, "/models/default/versions/1", null, Keys.Header(Keys.Train))).ExpectProblem(403, "missing-scope"); // known, and not counted
        (await app.GetAsync("/healthz/ready")).Expect(200);
    }
}
