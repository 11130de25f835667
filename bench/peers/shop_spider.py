"""The shop as a spider of Scrapy, which writes what its crawl has cost when it is over.

scrapy runspider shop_spider.py -a start=<url> -a fields=<JSON of selectors by name> -a report=<file> -O <records>.jsonl
"""

import json
import resource
import time
from urllib.parse import urlsplit

from scrapy import Request, Spider


class ShopSpider(Spider):
    name = "shop"

    def __init__(self, start, fields, report):
        super().__init__()
        self.first = start
        self.origin = urlsplit(start)[:2]
        self.fields = json.loads(fields)
        self.report = report
        self.began = time.perf_counter()
        self.cpu = cpu_seconds()

    async def start(self):
        for request in self.start_requests():
            yield request

    # The name that it had before Scrapy 2.13.
    def start_requests(self):
        yield Request(self.first)

    def parse(self, response):
        if urlsplit(response.url).path.startswith("/products/"):
            yield {name: text(response, selector) for name, selector in self.fields.items()}
        for href in response.css("a[href]::attr(href)").getall():
            url = response.urljoin(href)
            if is_shop(urlsplit(url), self.origin):
                yield Request(url)

    def closed(self, reason):
        cost = {
            "pages": self.crawler.stats.get_value("response_received_count"),
            "seconds": time.perf_counter() - self.began,
            "cpu": cpu_seconds() - self.cpu,
            "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        }
        with open(self.report, "w") as file:
            json.dump(cost, file)


def text(response, selector):
    found = response.css(selector)
    return found[0].xpath("string()").get() if found else ""


def is_shop(url, origin):
    return url[:2] == origin and url.path.startswith(("/products", "/categories/"))


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
