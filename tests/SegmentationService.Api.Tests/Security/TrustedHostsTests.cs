using System.Net;
using SegmentationService.Api.Security;

namespace SegmentationService.Api.Tests.Security;

/// <summary>Which names the service answers to: on loopback those of loopback, elsewhere those that no stranger can have resolved, and what the operator allows.</summary>
public sealed class TrustedHostsTests
{
    [Theory]
    // name, at loopback, at another address
    [InlineData("localhost", true, true)]
    [InlineData("localhost:8080", true, true)]
    [InlineData("LocalHost:8080", true, true)]
    [InlineData("localhost.:8080", true, true)]
    [InlineData("shop.localhost:8080", true, true)]
    [InlineData("127.0.0.1:8080", true, true)]
    [InlineData("127.8.9.10", true, true)]
    [InlineData("[::1]:8080", true, true)]
    [InlineData("[::1]", true, true)]
    [InlineData("[0:0:0:0:0:0:0:1]:8080", true, true)]
    [InlineData("[::ffff:127.0.0.1]:8080", true, true)]
    [InlineData("0.0.0.0:8080", true, true)]
    [InlineData("[::]:8080", true, true)]
    [InlineData("", true, true)]
    [InlineData("10.1.2.3:8080", false, true)]
    [InlineData("[fe80::1]:8080", false, true)]
    [InlineData("segmentation:8080", false, true)]
    [InlineData("POD-7.cluster.example:8080", true, true)] // the name of the machine, see below
    [InlineData("pod-7", false, true)]
    [InlineData("pod-8.cluster.example", false, false)]
    [InlineData("evil.example", false, false)]
    [InlineData("evil.example:8080", false, false)]
    [InlineData("EVIL.example.", false, false)]
    [InlineData("localhost.evil.example:8080", false, false)]
    [InlineData("127.0.0.1.evil.example", false, false)]
    [InlineData("127.evil.example", false, false)]
    [InlineData("evillocalhost.example", false, false)]
    [InlineData("localhost:8080.evil.example", false, false)]
    [InlineData("[::1].evil.example", false, false)]
    [InlineData("xn--pple-43d.example", false, false)]
    public void Contains_ByDefault_DependsOnWhatStrangersCanHaveResolved(string host, bool atLoopback, bool elsewhere)
    {
        var hosts = new TrustedHosts(null, "pod-7.cluster.example");

        foreach (var loopback in (string[])["127.0.0.1", "127.3.3.3", "::1", "::ffff:127.0.0.1", "::ffff:127.3.3.3"])
            Assert.True(atLoopback == hosts.Contains(host, IPAddress.Parse(loopback)), loopback);
        foreach (var other in (string[])["10.1.2.3", "fe80::1", "::ffff:10.1.2.3"])
            Assert.True(elsewhere == hosts.Contains(host, IPAddress.Parse(other)), other);
    }

    [Theory]
    [InlineData("shop.example", "shop.example:8080", true)]
    [InlineData("shop.example", "SHOP.example.", true)]
    [InlineData("shop.example", "a.shop.example", false)]
    [InlineData("shop.example", "eshop.example", false)]
    [InlineData("shop.example; *.shop.example", "a.b.shop.example", true)]
    [InlineData("*.shop.example", "shop.example", false)]
    [InlineData("*.shop.example", "evilshop.example", false)]
    [InlineData("*.shop.example", ".shop.example", false)]
    [InlineData("segmentation", "segmentation:8080", true)]
    [InlineData("10.1.2.3", "10.1.2.3:8080", true)]
    [InlineData("*", "evil.example", true)]
    [InlineData("shop.example;*", "evil.example", true)]
    [InlineData("", "evil.example", false)]
    [InlineData(";", "evil.example", false)]
    [InlineData("shop.example", "localhost", true)]
    public void Contains_WhatIsAllowed_IsAnsweredAtLoopbackToo(string allowed, string host, bool expected) =>
        Assert.Equal(expected, new TrustedHosts(allowed, "pod-7").Contains(host, IPAddress.Loopback));

    [Theory]
    [InlineData(null, null)]
    [InlineData("*", null)]
    [InlineData("shop.example;*.shop.example;10.0.0.1;[fe80::1]; segmentation", null)]
    [InlineData("shop.example:8080", "'shop.example:8080'")]
    [InlineData("https://shop.example", "'https://shop.example'")]
    [InlineData("shop.example,other.example", "'shop.example,other.example'")]
    [InlineData("*.", "'*.'")]
    [InlineData("shop.*", "'shop.*'")]
    public void Fault_OfTheSetting_IsTold(string? allowed, string? inFault)
    {
        var fault = TrustedHosts.Fault(allowed);

        if (inFault is null) Assert.Null(fault);
        else Assert.Contains("AllowedHosts has " + inFault, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Contains_OfNamesAndIPv4_AllocatesNothing()
    {
        var hosts = new TrustedHosts("shop.example;*.shop.example", "pod-7");
        string[] names = ["localhost:8080", "127.0.0.1:8080", "shop.example", "a.shop.example:1", "10.1.2.3:8080", "segmentation"];
        var at = IPAddress.Parse("10.1.2.3");
        Assert.All(names, name => Assert.True(hosts.Contains(name, at)));

        const int Rounds = 1_000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < Rounds; round++)
            foreach (var name in names) hosts.Contains(name, at);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Rounds); // the smallest object has 24 bytes
    }
}
