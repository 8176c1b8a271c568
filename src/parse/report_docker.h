/* How a container was started, and what the daemon knows: docker run, docker info, daemon.json. */
#ifndef WHYCPU_PARSE_REPORT_DOCKER_H
#define WHYCPU_PARSE_REPORT_DOCKER_H

#include "parse/report_fact.h"

ReportReader report_docker;

#endif
